using System.Net.Sockets;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>TCP over a connected, non-blocking socket, which it owns. Thread: owner only. Allocates nothing after construction.</summary>
internal sealed class PlainChannel(Socket socket, INanoClock clock) : ByteChannel
{
    private long _receivedNanos;
    private SocketError _error;

    public override long ReceivedNanos => _receivedNanos;

    public override SocketError Error => _error;

    public override string Detail => "";

    public override bool HasUnsent => false;

    [HotPath]
    public override int Receive(Span<byte> destination)
    {
        var count = socket.Receive(destination, SocketFlags.None, out var error);
        if (error == SocketError.Success)
        {
            _receivedNanos = clock.NowNanos();
            return count > 0 ? count : Ended;
        }

        return NothingOrEnded(error);
    }

    [HotPath]
    public override int Send(ReadOnlySpan<byte> bytes)
    {
        var count = socket.Send(bytes, SocketFlags.None, out var error);
        return error == SocketError.Success ? count : NothingOrEnded(error);
    }

    public override void Acknowledge() => SocketTuning.Acknowledge(socket);

    /// <summary>Blocks up to 10 ms, for the TLS handshake's own thread.</summary>
    public void WaitFor(SelectMode mode) => socket.Poll(TimeSpan.FromMilliseconds(10), mode);

    public override void Dispose() => socket.Dispose();

    [HotPath]
    private int NothingOrEnded(SocketError error)
    {
        if (error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.NoBufferSpaceAvailable)
        {
            return 0;
        }

        _error = error;
        return Ended;
    }
}
