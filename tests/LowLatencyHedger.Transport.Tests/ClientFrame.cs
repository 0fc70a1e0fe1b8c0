namespace LowLatencyHedger.Transport.Tests;

/// <summary>Reads a client's frame the way a server must: byte by byte, by the RFC's own formula for the mask.</summary>
internal static class ClientFrame
{
    /// <summary>The unmasked payload of the first frame, or null when the bytes hold no whole one.</summary>
    public static byte[]? Parse(ReadOnlySpan<byte> bytes, out int opcode, out int used)
    {
        opcode = used = 0;
        if (bytes.Length < 2)
        {
            return null;
        }

        Assert.Equal(0x80, bytes[0] & 0xF0);
        Assert.Equal(0x80, bytes[1] & 0x80);
        opcode = bytes[0] & 15;
        long length = bytes[1] & 127;
        var at = 2;
        var wide = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (bytes.Length < at + wide + 4)
        {
            return null;
        }

        length = wide == 0 ? length : 0;
        for (var i = 0; i < wide; i++)
        {
            length = (length * 256) + bytes[at++];
        }

        var key = bytes.Slice(at, 4);
        at += 4;
        if (bytes.Length < at + length)
        {
            return null;
        }

        var payload = new byte[length];
        for (var i = 0; i < length; i++)
        {
            payload[i] = (byte)(bytes[at + i] ^ key[i % 4]);
        }

        used = at + (int)length;
        return payload;
    }
}
