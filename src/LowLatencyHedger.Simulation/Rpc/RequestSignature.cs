using System.Security.Cryptography;
using System.Text;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The two keyed hashes of the venue's logins, lower-case hex of HMAC-SHA256 with the client secret as key.
/// Source: deribit protocol notes, section 4.
/// </summary>
public static class RequestSignature
{
    /// <summary>For the <c>client_signature</c> grant: over timestamp, nonce and data, joined by line feeds.</summary>
    public static string ForLogin(string secret, long timestampUtcMillis, string nonce, string data) =>
        Sign(secret, $"{timestampUtcMillis}\n{nonce}\n{data}");

    /// <summary>
    /// For the <c>deri-hmac-sha256</c> HTTP header: over timestamp, nonce, verb, path with query, and body, each ended by a line feed.
    /// </summary>
    public static string ForHttp(string secret, long timestampUtcMillis, string nonce, string verb, string pathAndQuery, string body) =>
        Sign(secret, $"{timestampUtcMillis}\n{nonce}\n{verb}\n{pathAndQuery}\n{body}\n");

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static string Sign(string secret, string message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message)));
}
