namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The API key. It hands out bytes into a span of the caller, who clears it after use; it has no text form, so that no log, exception or
/// dump of a configuration can print it.
/// </summary>
public interface ICredentials
{
    /// <summary>Longest id and longest secret that a session has room for.</summary>
    const int MaxLength = 128;

    /// <summary>Writes the client id; returns its length.</summary>
    int CopyClientId(Span<byte> destination);

    /// <summary>Writes the client secret; returns its length.</summary>
    int CopySecret(Span<byte> destination);
}
