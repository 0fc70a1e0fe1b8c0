using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using LowLatencyHedger.Simulation.Rpc;
using Microsoft.Extensions.ObjectPool;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>
/// The sockets' side of one connection. Its reader posts whole text messages to the model's thread; the model's thread queues
/// replies here and a writer task sends them. A client that leaves 8 MB unread is dropped, as the venue drops it.
/// </summary>
internal sealed class WebSocketClient : IRpcOutput
{
    private const long UnreadBytesMax = 8_000_000;
    private const int ReceiveBytes = 8_192;

    private static readonly TimeSpan s_closePatience = TimeSpan.FromSeconds(2);

    private readonly Channel<MessageBuffer> _outgoing = Channel.CreateUnbounded<MessageBuffer>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly WebSocket _socket;
    private readonly ModelThread _model;
    private readonly ObjectPool<MessageBuffer> _pool;
    private RpcConnection? _connection;
    private long _unreadBytes;

    /// <param name="socket">Accepted, open.</param>
    /// <param name="model">Runs the requests.</param>
    /// <param name="pool">Message buffers.</param>
    public WebSocketClient(WebSocket socket, ModelThread model, ObjectPool<MessageBuffer> pool)
    {
        _socket = socket;
        _model = model;
        _pool = pool;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> message)
    {
        if (Interlocked.Add(ref _unreadBytes, message.Length) > UnreadBytesMax)
        {
            _outgoing.Writer.TryComplete();
            _socket.Abort();
            return;
        }

        var buffer = _pool.Get();
        buffer.Writer.Write(message);
        if (!_outgoing.Writer.TryWrite(buffer))
        {
            _pool.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Close(string reason) => _outgoing.Writer.TryComplete();

    /// <summary>Serves the client until either side ends it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await _model.PostAsync(server => _connection = server.Connect(this), stop);
        var writing = WriteAsync(ends);
        try
        {
            await ReadAsync(ends.Token);
        }
        finally
        {
            await _model.PostAsync(_ => _connection?.OnDisconnected(), CancellationToken.None);
            _outgoing.Writer.TryComplete();
            await writing;
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var chunk = new byte[ReceiveBytes];
        var message = _pool.Get();
        while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await _socket.ReceiveAsync(chunk.AsMemory(), stop);
            }
            catch (Exception lost) when (IsLoss(lost))
            {
                break;
            }

            if (received.MessageType != WebSocketMessageType.Text)
            {
                break;
            }

            if (message.Bytes.Length <= RpcConnection.RequestBytesMax)
            {
                message.Writer.Write(chunk.AsSpan(0, received.Count));
            }

            if (received.EndOfMessage)
            {
                var request = message;
                var receivedUtcMicros = _model.NowUtcNanos / 1_000;
                message = _pool.Get();
                await _model.PostAsync(
                    _ =>
                    {
                        _connection!.OnRequest(request.Bytes.Span, receivedUtcMicros);
                        _pool.Return(request);
                    },
                    stop);
            }
        }

        _pool.Return(message);
    }

    private async Task WriteAsync(CancellationTokenSource ends)
    {
        var stop = ends.Token;
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(stop))
            {
                await _socket.SendAsync(message.Bytes, WebSocketMessageType.Text, endOfMessage: true, stop);
                Interlocked.Add(ref _unreadBytes, -message.Bytes.Length);
                _pool.Return(message);
            }

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
                ends.CancelAfter(s_closePatience);
            }
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            _socket.Abort();
        }
    }

    private static bool IsLoss(Exception failure) =>
        failure is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;
}
