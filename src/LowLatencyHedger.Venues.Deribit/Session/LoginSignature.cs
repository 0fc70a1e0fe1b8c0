using System.Buffers.Text;
using System.Security.Cryptography;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The signature of a <c>client_signature</c> login: hex of HMAC-SHA256 over time, nonce and data, each on its own line.</summary>
internal static class LoginSignature
{
    public const int HexLength = 64;
    private const int MaxMessageLength = 128;

    /// <summary>Signs with empty data. <paramref name="nonce"/> has at most 64 bytes.</summary>
    public static void Write(ReadOnlySpan<byte> secret, long timestampMillis, ReadOnlySpan<byte> nonce, Span<byte> hex)
    {
        Span<byte> message = stackalloc byte[MaxMessageLength];
        Utf8Formatter.TryFormat(timestampMillis, message, out var length);
        message[length++] = (byte)'\n';
        nonce.CopyTo(message[length..]);
        length += nonce.Length;
        message[length++] = (byte)'\n';

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, message[..length], hash);
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}
