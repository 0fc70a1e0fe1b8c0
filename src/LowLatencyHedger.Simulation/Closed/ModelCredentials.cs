using System.Text;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>The key of the model's own account; it opens nothing else.</summary>
internal sealed class ModelCredentials(ExchangeOptions options) : ICredentials
{
    public int CopyClientId(Span<byte> destination) => Encoding.UTF8.GetBytes(options.ClientId, destination);

    public int CopySecret(Span<byte> destination) => Encoding.UTF8.GetBytes(options.ClientSecret, destination);
}

/// <summary>Nonces that are never the same and always the same again.</summary>
internal sealed class CountingNonces : INonceSource
{
    private ulong _last;

    public ulong Next() => ++_last;
}
