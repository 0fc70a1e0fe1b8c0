using System.Text.Json;
using LowLatencyHedger.Simulation.Rpc.Feeds;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// One client of the simulated venue, without its socket: bytes of requests in, messages out through <see cref="IRpcOutput"/>.
/// Holds what the venue keeps for each connection: login, heartbeat, subscriptions, cancel-on-disconnect.
/// Thread: the server's. Made by <see cref="RpcServer.Connect"/>.
/// </summary>
public sealed class RpcConnection
{
    /// <summary>Longest request; a longer one is refused.</summary>
    public const int RequestBytesMax = 32_768;

    private const int DepthMax = 32;

    private readonly RpcServer _server;
    private readonly IRpcOutput _output;
    private readonly Heartbeat _heartbeat;

    internal RpcConnection(RpcServer server, IRpcOutput output, long id, bool isWebSocket)
    {
        _server = server;
        _output = output;
        _heartbeat = new Heartbeat(server.NowUtcMicros);
        Id = id;
        IsWebSocket = isWebSocket;
    }

    /// <summary>Number of the connection; its orders carry it.</summary>
    public long Id { get; }

    /// <summary>False for the stand-in of one HTTP request.</summary>
    public bool IsWebSocket { get; }

    /// <summary>What tokens without session are tied to: the connection itself, or nothing over HTTP.</summary>
    internal object? TokenScope => IsWebSocket ? this : null;

    /// <summary>No more messages go out.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The login of the connection, or null.</summary>
    public AccessGrant? Login { get; internal set; }

    /// <summary>Whether the connection's orders are cancelled when it is lost.</summary>
    public bool CancelsOnDisconnect { get; internal set; }

    /// <summary>Whether the reply that was sent last carries an error.</summary>
    public bool LastReplyIsError { get; private set; }

    /// <summary>Feeds by channel name.</summary>
    internal Dictionary<string, Feed> Subscriptions { get; } = [];

    /// <summary>Takes one request as received just now.</summary>
    public void OnRequest(ReadOnlySpan<byte> json) => OnRequest(json, _server.NowUtcMicros);

    /// <summary>Takes one request: one whole text frame.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="receivedUtcMicros">When it arrived; the reply's <c>usIn</c>.</param>
    public void OnRequest(ReadOnlySpan<byte> json, long receivedUtcMicros)
    {
        if (IsClosed)
        {
            return;
        }

        _heartbeat.OnReceived(_server.NowUtcMicros);
        if (json.Length > RequestBytesMax)
        {
            _server.Refuse(this, default, RpcError.TooLarge, receivedUtcMicros);
            return;
        }

        if (!TryParse(json, out var document))
        {
            _server.Refuse(this, default, RpcError.Parse, receivedUtcMicros);
            return;
        }

        using (document)
        {
            var error = RpcRequest.Read(document!.RootElement, out var request);
            if (error.IsError)
            {
                _server.Refuse(this, request.Id, error, receivedUtcMicros);
            }
            else
            {
                _server.Execute(this, request, receivedUtcMicros);
            }
        }
    }

    /// <summary>Tells that the transport is gone, however it went. Cancel-on-disconnect fires; further calls do nothing.</summary>
    public void OnDisconnected() => End(cancelOrders: true);

    /// <summary>Sends one message.</summary>
    internal void Send(ReadOnlySpan<byte> message)
    {
        if (!IsClosed)
        {
            _heartbeat.OnSent(_server.NowUtcMicros);
            _output.Send(message);
        }
    }

    /// <summary>Sends one notification of market data.</summary>
    internal void Send(DirectMessage message)
    {
        if (!IsClosed)
        {
            _heartbeat.OnSent(_server.NowUtcMicros);
            _output.Send(message);
        }
    }

    /// <summary>Sends the reply to a request.</summary>
    internal void SendReply(ReadOnlySpan<byte> reply, bool isError)
    {
        LastReplyIsError = isError;
        Send(reply);
    }

    /// <summary>Ends the connection from the venue's side.</summary>
    internal void Close(string reason, bool cancelOrders = true)
    {
        if (!IsClosed)
        {
            End(cancelOrders);
            _output.Close(reason);
        }
    }

    /// <summary>Turns heartbeats on, or off with 0.</summary>
    internal void SetHeartbeat(int intervalSeconds) => _heartbeat.Set(intervalSeconds, _server.NowUtcMicros);

    /// <summary>Does what the heartbeat rules ask for now.</summary>
    internal void OnTime()
    {
        while (!IsClosed)
        {
            switch (_heartbeat.Next(_server.NowUtcMicros))
            {
                case HeartbeatAction.SendHeartbeat:
                    Send("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"""u8);
                    break;
                case HeartbeatAction.SendTestRequest:
                    Send("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"""u8);
                    break;
                case HeartbeatAction.Close:
                    Close("heartbeat_timeout");
                    break;
                default:
                    return;
            }
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonDocument? document)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        document = null;
        try
        {
            return JsonDocument.TryParseValue(ref reader, out document) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void End(bool cancelOrders)
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _server.OnEnded(this, cancelOrders);
        }
    }
}
