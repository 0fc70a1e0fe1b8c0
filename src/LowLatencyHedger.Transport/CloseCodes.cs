using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>RFC 6455 section 7.4.1 close codes that this client sends or names.</summary>
[HotPath]
public static class CloseCodes
{
    public const ushort Normal = 1000;
    public const ushort ProtocolError = 1002;
    public const ushort UnsupportedData = 1003;
    public const ushort NoneReceived = 1005;
    public const ushort InvalidPayload = 1007;
    public const ushort MessageTooBig = 1009;

    /// <summary>
    /// Whether the code may stand in a close frame: the codes of RFC 6455, the later ones of the IANA registry (1012 to 1014), and the
    /// ranges for libraries and applications. 1004 to 1006 and 1015 are reserved for use off the wire.
    /// </summary>
    public static bool MayBeSent(ushort code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
