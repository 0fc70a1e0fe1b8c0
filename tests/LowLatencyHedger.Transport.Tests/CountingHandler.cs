namespace LowLatencyHedger.Transport.Tests;

/// <summary>Counts messages; allocates nothing.</summary>
internal sealed class CountingHandler : ITransportHandler
{
    public int Count { get; private set; }

    public void OnOpen(long receivedNanos)
    {
    }

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos) => Count++;

    public void OnClosed(in DisconnectionInfo info) => Assert.Fail(info.Detail);
}
