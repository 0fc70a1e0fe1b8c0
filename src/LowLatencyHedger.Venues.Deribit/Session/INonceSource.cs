namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Numbers that are used once, for signed logins. A session never draws random numbers itself.</summary>
public interface INonceSource
{
    ulong Next();
}
