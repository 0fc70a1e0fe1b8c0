namespace LowLatencyHedger.Transport.Tests;

/// <summary>Sends each message back; allocates nothing.</summary>
internal sealed class EchoHandler(IWebSocketTransport transport) : ITransportHandler
{
    public int Count { get; private set; }

    public void OnOpen(long receivedNanos)
    {
    }

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos)
    {
        Assert.True(transport.TrySendText(utf8));
        Count++;
    }

    public void OnClosed(in DisconnectionInfo info) => Assert.Fail(info.Detail);
}
