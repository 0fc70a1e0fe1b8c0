using System.Buffers.Binary;
using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>Frames as a server sends them, well formed or not.</summary>
internal static class ServerFrames
{
    public static byte[] Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(ushort code, string reason = "")
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return Frame(0x88, payload);
    }

    /// <param name="first">FIN, RSV and opcode.</param>
    /// <param name="payload">The data.</param>
    public static byte[] Frame(byte first, byte[] payload)
    {
        var length = payload.Length;
        byte[] header = length switch
        {
            < 126 => [first, (byte)length],
            <= ushort.MaxValue => [first, 126, (byte)(length >> 8), (byte)length],
            _ => [first, 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        return [.. header, .. payload];
    }
}
