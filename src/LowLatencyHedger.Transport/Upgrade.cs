using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LowLatencyHedger.Transport;

/// <summary>The HTTP/1.1 opening handshake of RFC 6455 section 4, client side: no subprotocol and no extension is offered. Cold.</summary>
internal sealed class Upgrade
{
    /// <summary>A longer answer is refused: no honest one comes near.</summary>
    public const int ResponseBytesMax = 16 * 1024;

    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _key;

    /// <param name="uri">A ws or wss address.</param>
    /// <param name="nonceLow">Half of the 16-byte nonce. It only proves that the answer is to this request, so it needs no secrecy.</param>
    /// <param name="nonceHigh">The other half.</param>
    public Upgrade(Uri uri, ulong nonceLow, ulong nonceHigh)
    {
        Span<byte> nonce = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, nonceLow);
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[8..], nonceHigh);
        _key = Convert.ToBase64String(nonce);
        var host = uri.IdnHost.Contains(':') ? $"[{uri.IdnHost}]" : uri.IdnHost;
        var port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        Request = Encoding.ASCII.GetBytes(
            $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {host}{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Key: {_key}\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }

    /// <summary>The request's bytes.</summary>
    public byte[] Request { get; }

    /// <summary>The answer's status, once its first line is whole.</summary>
    public ushort HttpStatus { get; private set; }

    /// <summary>What is wrong with the answer, or its status line.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Length of the answer's head; what follows are frames.</summary>
    public int ResponseLength { get; private set; }

    /// <summary>Looks at all the bytes received so far.</summary>
    public UpgradeResult Read(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0 || end + 4 > ResponseBytesMax)
        {
            return end < 0 && received.Length < ResponseBytesMax ? UpgradeResult.Incomplete : Invalid("answer longer than the cap");
        }

        ResponseLength = end + 4;
        var lines = Encoding.Latin1.GetString(received[..end]).Split("\r\n");
        var status = lines[0];
        var isHttp = status.Length >= 12 && status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal);
        if (!isHttp || !ushort.TryParse(status.AsSpan(9, 3), NumberStyles.None, null, out var code))
        {
            return Invalid("not an HTTP/1.1 answer");
        }

        HttpStatus = code;
        if (code != 101)
        {
            Detail = status;
            return UpgradeResult.Refused;
        }

        return CheckHeaders(lines.AsSpan(1));
    }

    private UpgradeResult CheckHeaders(ReadOnlySpan<string> lines)
    {
        var upgraded = false;
        var connected = false;
        var accepted = false;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':');
            if (colon <= 0)
            {
                return Invalid("malformed header line");
            }

            var value = line.AsSpan(colon + 1).Trim();
            switch (line[..colon].ToUpperInvariant())
            {
                case "UPGRADE":
                    upgraded = value.Equals("websocket", StringComparison.OrdinalIgnoreCase);
                    break;
                case "CONNECTION":
                    connected |= HasToken(value, "upgrade");
                    break;
                case "SEC-WEBSOCKET-ACCEPT":
                    accepted = value.SequenceEqual(ExpectedAccept(_key));
                    break;
                case "SEC-WEBSOCKET-EXTENSIONS" or "SEC-WEBSOCKET-PROTOCOL":
                    return Invalid("extension or subprotocol that was not offered");
            }
        }

        return !upgraded ? Invalid("no Upgrade: websocket")
            : !connected ? Invalid("no Connection: Upgrade")
            : !accepted ? Invalid("wrong or missing Sec-WebSocket-Accept")
            : UpgradeResult.Accepted;
    }

    private static bool HasToken(ReadOnlySpan<char> list, string token)
    {
        foreach (var range in list.Split(','))
        {
            if (list[range].Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string ExpectedAccept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here; it proves that the server speaks websocket and protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
#pragma warning restore CA5350
    }

    private UpgradeResult Invalid(string detail)
    {
        Detail = detail;
        return UpgradeResult.Invalid;
    }
}
