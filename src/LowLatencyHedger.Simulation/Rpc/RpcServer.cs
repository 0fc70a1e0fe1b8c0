using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc.Feeds;
using LowLatencyHedger.Simulation.Rpc.Methods;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The venue's JSON-RPC front on top of an <see cref="ExchangeModel"/>, without sockets, clock or threads: connections hand in
/// requests, <see cref="AdvanceTo"/> moves the model's time, and everything that follows goes out through the connections'
/// outputs. Thread: one at a time, the model's. Deterministic: equal options, times and requests give equal bytes.
/// </summary>
public sealed class RpcServer : IDisposable
{
    private readonly ExchangeModel _model;
    private readonly AccessTokens _tokens;
    private readonly FeedHub _hub;
    private readonly RpcDispatcher _dispatcher;
    private readonly HttpFront _http;
    private readonly List<RpcConnection> _connections = [];
    private long _lastConnectionId;

    /// <param name="model">The venue behind the front. The server advances it; nothing else does.</param>
    /// <param name="options">Limits and seed.</param>
    public RpcServer(ExchangeModel model, RpcServerOptions options)
    {
        _model = model;
        _tokens = new AccessTokens(options.Seed, model.FindAccount);
        _hub = new FeedHub(model, options.IsDirect);
        var methods = new Dictionary<string, RpcMethod>();
        _dispatcher = new RpcDispatcher(methods, _tokens, options, () => NowUtcMicros);
        _http = new HttpFront(_tokens, () => NowUtcMicros);
        var engine = new EngineCalls(model, _dispatcher.Finish);
        new SessionMethods(model, _tokens, options.CancelOnDisconnectArmed).AddTo(methods);
        new SubscriptionMethods(_hub).AddTo(methods);
        new InstrumentMethods(model).AddTo(methods);
        new MarketDataMethods(model).AddTo(methods);
        new OrderMethods(model, engine).AddTo(methods);
        new CancelAllMethods(model, engine).AddTo(methods);
        new OrderQueryMethods(model).AddTo(methods);
        new AccountMethods(model, options).AddTo(methods);
        MethodNames = [.. methods.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Every method that the venue answers, sorted.</summary>
    public IReadOnlyList<string> MethodNames { get; }

    /// <summary>The venue's time.</summary>
    public long NowUtcMicros => _model.NowUtcNanos / 1000;

    /// <summary>When something next happens by itself.</summary>
    public long NextEventUtcNanos => Math.Min(_model.NextEventUtcNanos, _hub.NextFlushUtcNanos);

    /// <summary>Open WebSocket connections.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>False while the venue fails to cancel the orders of connections that are lost.</summary>
    public bool CancelsOnDisconnect { get; set; } = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub.Dispose();
        _dispatcher.Dispose();
    }

    /// <summary>A client connected. The output must not call back into the server from its methods.</summary>
    public RpcConnection Connect(IRpcOutput output)
    {
        var connection = new RpcConnection(this, output, ++_lastConnectionId, isWebSocket: true);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Runs one HTTP request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reply">Gets the status, 200 or 400, and the body, once, now or after a later <see cref="AdvanceTo"/>.</param>
    public void Execute(HttpRpcRequest request, Action<int, byte[]> reply)
    {
        var output = new HttpOutput(reply);
        var connection = new RpcConnection(this, output, ++_lastConnectionId, isWebSocket: false);
        output.Connection = connection;
        var error = _http.Read(request, connection, out var document, out var call);
        using (document)
        {
            if (error.IsError)
            {
                _dispatcher.Refuse(connection, call.Id, error, request.ReceivedUtcMicros);
            }
            else
            {
                _dispatcher.Execute(connection, call, request.ReceivedUtcMicros);
            }
        }

        _hub.Send();
    }

    /// <summary>Moves the venue's time: the model runs what is due, then heartbeats and aggregated channels do.</summary>
    public void AdvanceTo(long utcNanos)
    {
        _hub.Send();
        while (NextEventUtcNanos is var next && next <= utcNanos)
        {
            _model.AdvanceTo(next);
            if (_hub.TryFlush())
            {
                CheckHeartbeats();
            }

            _hub.Send();
        }

        _model.AdvanceTo(utcNanos);
        _hub.Send();
    }

    internal void Execute(RpcConnection connection, in RpcRequest request, long receivedUtcMicros)
    {
        _dispatcher.Execute(connection, request, receivedUtcMicros);
        _hub.Send();
    }

    internal void Refuse(RpcConnection connection, JsonElement id, RpcError error, long receivedUtcMicros) =>
        _dispatcher.Refuse(connection, id, error, receivedUtcMicros);

    internal void OnEnded(RpcConnection connection, bool cancelOrders)
    {
        _connections.Remove(connection);
        _hub.UnsubscribeAll(connection);
        _tokens.OnClosed(connection);
        if (cancelOrders && CancelsOnDisconnect && connection.CancelsOnDisconnect && connection.Login is { } login)
        {
            _model.CancelForConnection(login.Account, connection.Id);
        }
    }

    private void CheckHeartbeats()
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            _connections[i].OnTime();
        }
    }

    private sealed class HttpOutput : IRpcOutput
    {
        private readonly Action<int, byte[]> _reply;

        public HttpOutput(Action<int, byte[]> reply) => _reply = reply;

        public RpcConnection? Connection { get; set; }

        public void Send(ReadOnlySpan<byte> message) => _reply(Connection!.LastReplyIsError ? 400 : 200, message.ToArray());

        public void Close(string reason)
        {
        }
    }
}
