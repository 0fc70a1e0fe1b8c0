using System.Collections.Concurrent;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>
/// Sits between the parts of a running engine. Told a stage, it sets the kill latch when the engine next passes there; it counts the orders
/// whose bytes were handed to the socket, and those that were after the latch had been set.
/// </summary>
internal sealed class StageProbe
{
    /// <summary>The way of a tick to an order's bytes, in order; between two of these the engine's parts hand over to each other.</summary>
    public static readonly string[] Stages =
    [
        "receive", "publish", "published", "decoded",
        "core", "core done", "journal", "journal done", "gateway",
        "claimed", "encoded", "sending", "sent", "handed over", "executed", "gateway done",
    ];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private KillLatch? _kill;
    private string? _armed;
    private int _isSet;
    private int _orders;
    private int _lateOrders;
    private int _refused;

    public EngineSeams Seams => new()
    {
        Transport = inner => new ProbedTransport(this, inner),
        Publisher = inner => new ProbedPublisher(this, inner),
        Agent = inner => inner.Name is "core" or "journal" or "gateway" ? new ProbedAgent(this, inner) : inner,
        Session = inner => new ProbedSession(this, inner),
        Output = inner => new ProbedOutput(this, inner),
    };

    public int Orders => Volatile.Read(ref _orders);

    /// <summary>Orders whose bytes left after the latch's Set had returned.</summary>
    public int LateOrders => Volatile.Read(ref _lateOrders);

    /// <summary>Orders that the session did not hand over.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Orders that the core was told were never sent.</summary>
    public ConcurrentDictionary<OrderRef, int> NotSent { get; } = new();

    public bool IsSet => Volatile.Read(ref _isSet) != 0;

    public void Attach(KillLatch kill) => _kill = kill;

    /// <summary>The latch is set when this stage is next passed.</summary>
    public void Arm(string stage) => Volatile.Write(ref _armed, stage);

    public void Clear()
    {
        Volatile.Write(ref _isSet, 0);
        _kill!.Clear();
    }

    /// <summary>From any thread, at any moment.</summary>
    public void SetNow()
    {
        Assert.True(_kill!.Set(s_patience), "a send hangs");
        Volatile.Write(ref _isSet, 1);
    }

    private void Pass(string stage)
    {
        if (Volatile.Read(ref _armed) != stage)
        {
            return;
        }

        Volatile.Write(ref _armed, null);
        if (stage is "sending" or "sent")
        {
            // This thread is inside of a send, so the setter has to wait for it, on a thread of its own.
            new Thread(SetNow).Start();
            SpinWait.SpinUntil(() => _kill!.IsSet);
            return;
        }

        SetNow();
    }

    private void OnOrderBytes()
    {
        if (IsSet)
        {
            Interlocked.Increment(ref _lateOrders);
        }

        Interlocked.Increment(ref _orders);
    }

    private sealed class ProbedAgent(StageProbe probe, IAgent inner) : IAgent
    {
        private readonly string _done = inner.Name + " done";

        public string Name => inner.Name;

        public void OnStart() => inner.OnStart();

        public int DoWork()
        {
            probe.Pass(inner.Name);
            var work = inner.DoWork();
            if (work > 0)
            {
                probe.Pass(_done);
            }

            return work;
        }

        public void OnClose() => inner.OnClose();
    }

    private sealed class ProbedPublisher(StageProbe probe, IInputPublisher inner) : IInputPublisher
    {
        private InputEvent _claimed;

        public ref InputEvent Claim(InputKind kind)
        {
            _claimed = default;
            return ref _claimed;
        }

        public void Publish()
        {
            probe.Pass("publish");
            ref var slot = ref inner.Claim(_claimed.Kind);
            slot = _claimed;
            inner.Publish();
            if (_claimed.Kind == InputKind.OrderNotSent)
            {
                probe.NotSent.AddOrUpdate(_claimed.OrderNotSent.Ref, 1, (_, count) => count + 1);
            }

            probe.Pass("published");
        }
    }

    private sealed class ProbedSession(StageProbe probe, IDeribitSession inner) : IDeribitSession
    {
        public SessionState State => inner.State;

        public int RefusalCause => inner.RefusalCause;

        public long ExchangeOffsetNanos(in Timestamp now) => inner.ExchangeOffsetNanos(in now);

        public void OnOpen(in Timestamp now) => inner.OnOpen(in now);

        public void OnMessage(ReadOnlySpan<byte> utf8, in Timestamp now) => inner.OnMessage(utf8, in now);

        public void OnClosed(int cause, in Timestamp now) => inner.OnClosed(cause, in now);

        public int OnTick(in Timestamp now) => inner.OnTick(in now);

        public bool Execute(in OutputEvent command, in Timestamp now, bool isRehearsal)
        {
            var isOrder = command.Kind == OutputKind.PlaceOrder && !isRehearsal;
            if (isOrder)
            {
                probe.Pass("claimed");
            }

            var isSent = inner.Execute(in command, in now, isRehearsal);
            if (isOrder)
            {
                if (!isSent)
                {
                    Interlocked.Increment(ref probe._refused);
                }

                probe.Pass("executed");
            }

            return isSent;
        }
    }

    private sealed class ProbedOutput(StageProbe probe, ISessionOutput inner) : ISessionOutput
    {
        public bool TrySend(ReadOnlySpan<byte> utf8) => inner.TrySend(utf8);

        public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal)
        {
            if (isRehearsal)
            {
                return inner.TrySendOrder(utf8, isRehearsal);
            }

            probe.Pass("encoded");
            var isSent = inner.TrySendOrder(utf8, isRehearsal);
            probe.Pass("handed over");
            return isSent;
        }

        public void Drop(int cause) => inner.Drop(cause);
    }

    private sealed class ProbedTransport(StageProbe probe, IWebSocketTransport inner) : IWebSocketTransport, ITransportHandler
    {
        private ITransportHandler? _handler;

        public TransportState State => inner.State;

        public long LastReceivedNanos => inner.LastReceivedNanos;

        public void Connect(Uri uri) => inner.Connect(uri);

        public int Poll(ITransportHandler handler, long nowNanos)
        {
            _handler = handler;
            return inner.Poll(this, nowNanos);
        }

        public bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal)
        {
            if (isRehearsal)
            {
                return inner.TrySendText(utf8, isRehearsal);
            }

            var isOrder = utf8.IndexOf("\"private/buy\""u8) >= 0 || utf8.IndexOf("\"private/sell\""u8) >= 0;
            if (!isOrder)
            {
                return inner.TrySendText(utf8);
            }

            probe.Pass("sending");
            probe.OnOrderBytes();
            var isSent = inner.TrySendText(utf8);
            probe.Pass("sent");
            return isSent;
        }

        public void Close(ushort code, string reason) => inner.Close(code, reason);

        public void Abort(DisconnectionType type) => inner.Abort(type);

        public void Dispose() => inner.Dispose();

        public void OnOpen(long receivedNanos) => _handler!.OnOpen(receivedNanos);

        public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos)
        {
            probe.Pass("receive");
            _handler!.OnText(utf8, receivedNanos);
            probe.Pass("decoded");
        }

        public void OnClosed(in DisconnectionInfo info) => _handler!.OnClosed(in info);
    }
}
