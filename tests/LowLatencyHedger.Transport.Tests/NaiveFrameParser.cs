using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The slow twin of <see cref="FrameReader"/>: RFC 6455 read top to bottom, over all the bytes at once.</summary>
internal static class NaiveFrameParser
{
    private static readonly UTF8Encoding s_strict = new(false, true);

    public static List<string> Parse(byte[] bytes, int maxMessageBytes)
    {
        var events = new List<string>();
        List<byte>? message = null;
        var at = 0;
        while (at + 2 <= bytes.Length)
        {
            var fin = bytes[at] >= 0x80;
            var opcode = bytes[at] % 16;
            var control = opcode >= 8;
            long length = bytes[at + 1];
            if (bytes[at] / 16 % 8 != 0 || length >= 128 || opcode is (> 2 and < 8) or > 10)
            {
                return [.. events, "violation 1002"];
            }

            if (control && (!fin || length > 125) || opcode == 0 && message is null || opcode == 1 && message is not null)
            {
                return [.. events, "violation 1002"];
            }

            if (opcode == 2)
            {
                return [.. events, "violation 1003"];
            }

            var lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (at + 2 + lengthBytes > bytes.Length)
            {
                break;
            }

            if (lengthBytes > 0)
            {
                var wide = bytes.Skip(at + 2).Take(lengthBytes).Aggregate(UInt128.Zero, (sum, next) => sum * 256 + next);
                if (wide < 126 || lengthBytes == 8 && wide < 65536 || wide > long.MaxValue)
                {
                    return [.. events, "violation 1002"];
                }

                length = (long)wide;
            }

            if (length + (control ? 0 : message?.Count ?? 0) > maxMessageBytes)
            {
                return [.. events, "violation 1009"];
            }

            at += 2 + lengthBytes;
            if (at + length > bytes.Length)
            {
                break;
            }

            var payload = bytes[at..(at + (int)length)];
            at += (int)length;
            if (control)
            {
                events.Add(Control(opcode, payload));
                if (opcode == 8)
                {
                    break;
                }

                continue;
            }

            message ??= [];
            message.AddRange(payload);
            if (fin)
            {
                if (!IsUtf8([.. message]))
                {
                    return [.. events, "violation 1007"];
                }

                events.Add("text " + Convert.ToHexString([.. message]));
                message = null;
            }
        }

        return events;
    }

    public static bool IsUtf8(byte[] bytes)
    {
        try
        {
            s_strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Control(int opcode, byte[] payload)
    {
        if (opcode != 8)
        {
            return (opcode == 9 ? "ping " : "pong ") + Convert.ToHexString(payload);
        }

        if (payload.Length == 1)
        {
            return "violation 1002";
        }

        var code = payload.Length == 0 ? 1005 : payload[0] * 256 + payload[1];
        int[] registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
        var allowed = registered.Contains(code) || code / 1000 is 3 or 4;
        return payload.Length > 0 && !allowed ? "violation 1002"
            : payload.Length > 2 && !IsUtf8(payload[2..]) ? "violation 1007"
            : "close " + code;
    }
}
