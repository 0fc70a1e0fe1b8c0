using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>A TCP server that a test plays by hand, on the test's own thread, byte for byte.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<byte> _received = [];
    private Socket? _peer;

    public RawServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public Uri Uri => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/ws/api/v2?x=1");

    public Socket Peer => _peer!;

    /// <summary>The client's bytes not looked at yet.</summary>
    public List<byte> Received => _received;

    public string Request { get; private set; } = "";

    /// <summary>Starts the client's connect and reads its upgrade request.</summary>
    public void Meet(IWebSocketTransport client, RecordingHandler handler)
    {
        client.Connect(Uri);
        Drive.Until(client, handler, () => _listener.Poll(0, SelectMode.SelectRead));
        _peer = _listener.Accept();
        _peer.NoDelay = true;
        Drive.Until(client, handler, () => Pump() && Encoding.ASCII.GetString([.. _received]).Contains("\r\n\r\n"));
        Request = Encoding.ASCII.GetString([.. _received]);
        _received.Clear();
    }

    /// <summary>Meets and upgrades, with frames in the same write as the answer.</summary>
    public void Open(IWebSocketTransport client, RecordingHandler handler, params byte[] firstFrames)
    {
        Meet(client, handler);
        Send([.. Encoding.ASCII.GetBytes(Answer()), .. firstFrames]);
        Drive.Until(client, handler, () => handler.Calls.Count > 0);
    }

    public string Answer(string? accept = null) =>
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: " + (accept ?? Accept()) + "\r\n\r\n";

    public void Send(params ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_peer!.Send(bytes)..];
        }
    }

    /// <summary>Polls the client until its next frame is here.</summary>
    public (int Opcode, byte[] Payload) NextFrame(IWebSocketTransport client, RecordingHandler handler)
    {
        byte[]? payload = null;
        var opcode = 0;
        var used = 0;
        Drive.Until(client, handler, () => Pump() && (payload = ClientFrame.Parse([.. _received], out opcode, out used)) is not null);
        _received.RemoveRange(0, used);
        return (opcode, payload!);
    }

    /// <summary>Takes what the client has sent so far. Always true.</summary>
    public bool Pump()
    {
        var buffer = new byte[64 * 1024];
        while (_peer!.Poll(0, SelectMode.SelectRead))
        {
            var count = _peer.Receive(buffer, SocketFlags.None, out _);
            if (count == 0)
            {
                break;
            }

            _received.AddRange(buffer.AsSpan(0, count));
        }

        return true;
    }

    public void Drop() => _peer!.Close();

    public void Reset()
    {
        _peer!.LingerState = new LingerOption(true, 0);
        _peer.Close();
    }

    public void Dispose()
    {
        _peer?.Dispose();
        _listener.Dispose();
    }

    private string Accept()
    {
        var key = Request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
        Assert.Equal(16, Convert.FromBase64String(key).Length);
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
