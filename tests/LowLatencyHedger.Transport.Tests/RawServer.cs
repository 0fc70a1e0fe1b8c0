using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>A TCP server that a test plays by hand, on the test's own thread, byte for byte.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<byte> _received = [];
    private readonly byte[] _scratch = new byte[64 * 1024];
    private Socket? _peer;
    private int _taken;

    public RawServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public Uri Uri => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/ws/api/v2?x=1");

    public Socket Peer => _peer!;

    /// <summary>How many of the client's bytes nobody looked at yet.</summary>
    public int Unread => _received.Count - _taken;

    public string Request { get; private set; } = "";

    /// <summary>Starts the client's connect and reads its upgrade request.</summary>
    public void Meet(IWebSocketTransport client, RecordingHandler handler)
    {
        client.Connect(Uri);
        Drive.Until(client, handler, AcceptIfPending);
        Drive.Until(client, handler, () => Pump() && UnreadText().Contains("\r\n\r\n"));
        Request = UnreadText();
        _taken = _received.Count;
    }

    /// <summary>Takes the client's TCP connection, if it is there yet.</summary>
    public bool AcceptIfPending()
    {
        if (!_listener.Poll(0, SelectMode.SelectRead))
        {
            return false;
        }

        _peer = _listener.Accept();
        _peer.NoDelay = true;
        return true;
    }

    /// <summary>Meets and upgrades, with frames in the same write as the answer.</summary>
    public void Open(IWebSocketTransport client, RecordingHandler handler, params byte[] firstFrames)
    {
        Meet(client, handler);
        Send([.. Encoding.ASCII.GetBytes(Answer()), .. firstFrames]);
        Drive.Until(client, handler, () => handler.Calls.Count > 0);
    }

    public string Answer() =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept()}\r\n\r\n";

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
        Drive.Until(client, handler, () =>
        {
            Pump();
            payload = ClientFrame.Parse(CollectionsMarshal.AsSpan(_received)[_taken..], out opcode, out var used);
            _taken += used;
            return payload is not null;
        });
        return (opcode, payload!);
    }

    /// <summary>Takes what the client has sent so far. Always true.</summary>
    public bool Pump()
    {
        while (_peer!.Poll(0, SelectMode.SelectRead))
        {
            var count = _peer.Receive(_scratch, SocketFlags.None, out _);
            if (count == 0)
            {
                break;
            }

            _received.AddRange(_scratch.AsSpan(0, count));
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

    private string UnreadText() => Encoding.ASCII.GetString(CollectionsMarshal.AsSpan(_received)[_taken..]);

    private string Accept()
    {
        var key = Request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
        Assert.Equal(16, Convert.FromBase64String(key).Length);
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
