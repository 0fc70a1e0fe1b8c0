using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// A websocket of this process with itself. What is sent over it goes most of an order's way, masking, TLS and the kernel, which is cold after
/// milliseconds without one, and reaches nobody. Thread: owner only. Allocates nothing after construction.
/// </summary>
public sealed class LoopbackLine : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly INanoClock _clock;
    private readonly PolledWebSocket _near;
    private readonly byte[] _text;
    private AcceptedWebSocket? _far;

    /// <param name="textBytes">Of each send, before masking and framing.</param>
    /// <param name="isTls">As the connection that orders take.</param>
    /// <param name="settings">Those of that connection.</param>
    /// <param name="clock">Stamps what is received.</param>
    /// <exception cref="SocketException">The system has no loopback, or no sockets left.</exception>
    /// <exception cref="IOException">The two ends did not come together in the time that connecting may take.</exception>
    public LoopbackLine(int textBytes, bool isTls, TransportSettings settings, INanoClock clock)
    {
        _text = new byte[textBytes];
        _text.AsSpan().Fill((byte)' ');
        _clock = clock;
        _certificate = isTls ? LoopbackCertificate.Make() : null;
        _near = new PolledWebSocket(
            settings with { TrustedRoots = _certificate is null ? null : [_certificate], ReceiveBufferBytes = 4 * textBytes }, clock);
        try
        {
            Open(isTls ? Uri.UriSchemeWss : Uri.UriSchemeWs);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sends once, and takes what has arrived. The number of bytes taken is returned, frames and masks with them.</summary>
    [HotPath]
    public int Send()
    {
        _near.TrySendText(_text);
        return _far!.Discard();
    }

    public void Dispose()
    {
        _near.Dispose();
        _far?.Dispose();
        _certificate?.Dispose();
    }

    private void Open(string scheme)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        listener.Blocking = false;
        var handler = new Opening();
        _near.Connect(new Uri($"{scheme}://{listener.LocalEndPoint}/"));
        while (_near.State == TransportState.Connecting)
        {
            _near.Poll(handler, _clock.NowNanos());
            if (_far is null && listener.Poll(0, SelectMode.SelectRead))
            {
                _far = new AcceptedWebSocket(listener.Accept(), _certificate, _clock);
            }

            _far?.TryReceive(out _);
            Thread.Yield();
        }

        if (_near.State != TransportState.Open)
        {
            throw new IOException($"no line of this process with itself: {handler.Why.Fault} {handler.Why.Detail}");
        }
    }

    private sealed class Opening : ITransportHandler
    {
        public DisconnectionInfo Why { get; private set; }

        public void OnOpen(long receivedNanos)
        {
        }

        public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos)
        {
        }

        public void OnClosed(in DisconnectionInfo info) => Why = info;
    }
}
