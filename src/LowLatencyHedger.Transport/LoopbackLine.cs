using System.Net;
using System.Net.Sockets;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// A TCP connection of this process with itself. What is sent over it goes most of the kernel's way of an order, which is cold after milliseconds
/// without one, and reaches nobody. Thread: owner only. Allocates nothing after construction.
/// </summary>
public sealed class LoopbackLine : IDisposable
{
    private readonly Socket _sender;
    private readonly Socket _receiver;
    private readonly byte[] _sent;
    private readonly byte[] _received;

    /// <param name="bytes">Of each send.</param>
    /// <param name="settings">Those of the connection that orders take.</param>
    /// <exception cref="SocketException">The system has no loopback, or no sockets left.</exception>
    /// <exception cref="IOException">Somebody else has connected in between.</exception>
    public LoopbackLine(int bytes, TransportSettings settings)
    {
        _sent = new byte[bytes];
        _received = new byte[2 * bytes];
        _sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();
        if (!Equals(_receiver.RemoteEndPoint, _sender.LocalEndPoint))
        {
            Dispose();
            throw new IOException("another process has taken the loopback connection of this one");
        }

        SocketTuning.Apply(_sender, settings);
        _sender.Blocking = false;
        _receiver.Blocking = false;
    }

    /// <summary>Sends once, and takes what has arrived. The number of bytes taken is returned.</summary>
    [HotPath]
    public int Send()
    {
        _sender.Send(_sent, SocketFlags.None, out _);
        return Math.Max(_receiver.Receive(_received, SocketFlags.None, out _), 0);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver?.Dispose();
    }
}
