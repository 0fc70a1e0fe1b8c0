namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>How a session proves who it is.</summary>
public enum LoginMethod : byte
{
    /// <summary>Signs the time with the secret, which never leaves the process.</summary>
    ClientSignature = 0,

    /// <summary>Sends the secret.</summary>
    ClientCredentials = 1,
}
