using System.Diagnostics;
using System.Threading.Channels;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>
/// The one thread that touches the model and its front: it follows real time and runs what connections post, in arrival order.
/// The queue is bounded; when it is full the posting connections wait, so their sockets push back.
/// </summary>
internal sealed class ModelThread : IDisposable
{
    private const int QueueCapacity = 4_096;
    private const int LongestWaitMillis = 20;

    private readonly Channel<Action<RpcServer>> _work = Channel.CreateBounded<Action<RpcServer>>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExchangeModel _model;
    private readonly RpcServer _server;
    private readonly long _startUtcNanos;
    private readonly long _startTicks;
    private readonly Thread _thread;
    private volatile bool _stops;

    /// <param name="options">What to simulate.</param>
    public ModelThread(SimulatedExchangeOptions options)
    {
        _startUtcNanos = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        _startTicks = Stopwatch.GetTimestamp();
        _model = new ExchangeModel(options.Exchange, _startUtcNanos);
        _server = new RpcServer(_model, options.Rpc);
        _thread = new Thread(Run) { Name = "exchange", IsBackground = true };
    }

    /// <summary>Completes when the thread has ended; faulted when the model failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The venue's clock: wall time at the start, monotonic from there.</summary>
    public long NowUtcNanos => _startUtcNanos + (Stopwatch.GetElapsedTime(_startTicks).Ticks * 100);

    /// <summary>Starts the clock.</summary>
    public void Start() => _thread.Start();

    /// <summary>Posts work; waits while the queue is full. Work after the end is dropped.</summary>
    public async ValueTask PostAsync(Action<RpcServer> work, CancellationToken stop)
    {
        try
        {
            await _work.Writer.WriteAsync(work, stop);
            _wake.Set();
        }
        catch (ChannelClosedException)
        {
            Debug.Assert(_stops, "only the end closes the queue");
        }
    }

    /// <summary>Ends the thread after the work at hand.</summary>
    public void Stop()
    {
        _stops = true;
        _wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _thread.Join();
        _wake.Dispose();
        _server.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stops)
            {
                _server.AdvanceTo(NowUtcNanos);
                while (!_stops && _work.Reader.TryRead(out var work))
                {
                    _server.AdvanceTo(NowUtcNanos);
                    work(_server);
                }

                var waitMillis = (_model.NextEventUtcNanos - NowUtcNanos) / 1_000_000;
                _wake.WaitOne((int)Math.Clamp(waitMillis, 0, LongestWaitMillis));
            }

            _work.Writer.Complete();
            _ended.SetResult();
        }
        catch (Exception failure)
        {
            _work.Writer.TryComplete();
            _ended.SetException(failure);
        }
    }
}
