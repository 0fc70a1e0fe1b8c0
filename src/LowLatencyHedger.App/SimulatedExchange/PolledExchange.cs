using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>What goes over one connection of a <see cref="PolledExchange"/>, for whoever wants something to go wrong. On its thread.</summary>
internal interface IWireFaults
{
    /// <summary>How often this message of the venue arrives: 1 if all is well, 0 if it is lost.</summary>
    int Copies(ReadOnlySpan<byte> message);

    /// <summary>A message that the venue did not send; asked for after each that it did. Empty for none.</summary>
    ReadOnlySpan<byte> Extra();

    /// <summary>What answers this request instead of the venue: null for the venue's own answer, empty for none at all.</summary>
    byte[]? Answer(ReadOnlySpan<byte> request, AcceptedWebSocket from);
}

/// <summary>
/// The simulated venue over polled websockets on 127.0.0.1, plain or TLS, all on one thread: the model, its front end and the sockets. For
/// rehearsals and benches, where a web server's own latency and threads would be in the way; only this project's clients connect.
/// </summary>
internal sealed class PolledExchange : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Client> _clients = [];
    private readonly RpcServer _server;
    private readonly X509Certificate2? _certificate;
    private readonly IWireFaults? _faults;
    private readonly long _startUtcNanos;
    private readonly long _startTicks;
    private readonly Thread _thread;
    private bool _isIdle;
    private volatile bool _stops;
    private volatile bool _drops;

    public PolledExchange(ExchangeOptions exchange, RpcServerOptions rpc, X509Certificate2? certificate = null, IWireFaults? faults = null)
    {
        _certificate = certificate;
        _faults = faults;
        _startUtcNanos = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _startTicks = Stopwatch.GetTimestamp();
        Model = new ExchangeModel(exchange, _startUtcNanos);
        _server = new RpcServer(Model, rpc);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _listener.Blocking = false;
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Address = new Uri($"{(certificate is null ? "ws" : "wss")}://127.0.0.1:{port}/ws/api/v2");
        _thread = new Thread(Run) { Name = "exchange", IsBackground = true };
    }

    public Uri Address { get; }

    /// <summary>For whoever drives it.</summary>
    public ExchangeModel Model { get; }

    /// <summary>What ended it early, or null.</summary>
    public Exception? Failure { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>Any thread: every connection breaks.</summary>
    public void DropAll() => _drops = true;

    public void Dispose()
    {
        _stops = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _listener.Dispose();
        _clients.ForEach(client => client.Dispose());
        _server.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stops)
            {
                Poll();
                if (_isIdle)
                {
                    Thread.Sleep(0);
                }
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or SocketException)
        {
            Failure = failure;
        }
    }

    /// <summary>One round of everything, by whoever drives it: the own thread, or a caller that has not started it.</summary>
    public void Poll()
    {
        if (_listener.Poll(0, SelectMode.SelectRead))
        {
            _clients.Add(new Client(this, new AcceptedWebSocket(_listener.Accept(), _certificate, new Clock())));
        }

        var work = 0;
        _server.AdvanceTo(_startUtcNanos + (Stopwatch.GetElapsedTime(_startTicks).Ticks * TimeSpan.NanosecondsPerTick));
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            var client = _clients[i];
            work += client.Poll();
            if (client.IsEnded || _drops)
            {
                client.Dispose();
                _clients.RemoveAt(i);
            }
        }

        _drops = false;
        _isIdle = work == 0;
    }

    /// <summary>The same for one connection alone, without the venue's time.</summary>
    public void Poll(AcceptedWebSocket only)
    {
        foreach (var client in _clients)
        {
            if (client.Socket == only)
            {
                client.Poll();
                return;
            }
        }
    }

    private sealed class Clock : INanoClock
    {
        public long NowNanos() => HotClock.MonotonicNanos();
    }

    private sealed class Client(PolledExchange exchange, AcceptedWebSocket socket) : IRpcOutput, IDisposable
    {
        private RpcConnection? _connection;
        private bool _isClosing;

        public AcceptedWebSocket Socket => socket;

        public bool IsEnded => socket.IsEnded || _isClosing;

        public int Poll()
        {
            var work = 0;
            while (socket.TryReceive(out var request))
            {
                _connection ??= exchange._server.Connect(this);
                var answer = exchange._faults?.Answer(request, socket);
                if (answer is null)
                {
                    _connection.OnRequest(request);
                }
                else if (answer.Length > 0)
                {
                    socket.Send(answer);
                }

                work++;
            }

            return work;
        }

        public void Send(ReadOnlySpan<byte> message)
        {
            for (var copies = exchange._faults?.Copies(message) ?? 1; copies > 0; copies--)
            {
                socket.Send(message);
            }

            if (exchange._faults is { } faults && faults.Extra() is { IsEmpty: false } extra)
            {
                socket.Send(extra);
            }
        }

        public void Close(string reason) => _isClosing = true;

        public void Dispose()
        {
            _connection?.OnDisconnected();
            socket.Dispose();
        }
    }
}
