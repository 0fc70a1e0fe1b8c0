namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>Small damages to a text: bytes flipped, removed, doubled, replaced by ones that mean something in JSON, or cut off.</summary>
internal static class Mutations
{
    private static ReadOnlySpan<byte> Meaningful => "{}[]\",:\\0123456789.eE+-tfnu \n\t/\u0001"u8;

    public static byte[] Mutate(Random random, ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.ToArray());
        for (var count = random.Next(1, 3); count > 0 && bytes.Count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, bytes[at]);
                    break;
                case 3:
                    bytes[at] = Meaningful[random.Next(Meaningful.Length)];
                    break;
                case 4:
                    bytes.Insert(at, Meaningful[random.Next(Meaningful.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
