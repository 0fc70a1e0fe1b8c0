using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// A connection that can only cancel. Once it is logged in it cancels the engine's own orders, then everything of the account, and asks for
/// the open orders until the venue says that there are none.
/// </summary>
/// <remarks>
/// It writes nothing but <see cref="CancelRequests"/>, so it has no way to send an order. What it does not understand counts as orders that
/// are still open. Thread: one.
/// </remarks>
public sealed class CancelSession : IDeribitSession, ISessionRole
{
    private const long FirstPauseNanos = 50 * Nanos.PerMilli;
    private const long LongestPauseNanos = Nanos.PerSecond;

    /// <summary>Own orders that are cancelled one by one; <c>cancel_all</c> sees to the rest.</summary>
    private const int OwnCancelsMax = 64;

    private readonly SessionCore _core;
    private readonly AccountReplies _replies = new();
    private readonly List<AccountReplies.OrderSummary> _orders = [];
    private bool _isCancelAllConfirmed;
    private long _nextRoundNanos = long.MaxValue;
    private long _pauseNanos = FirstPauseNanos;

    public CancelSession(SessionSettings settings, ISessionOutput output, ICredentials credentials, INonceSource nonces) =>
        _core = new SessionCore(settings, this, output, new NoEvents(), credentials, nonces);

    public SessionState State => _core.State;

    public int RefusalCause => _core.RefusalCause;

    public long ExchangeOffsetNanos(in Timestamp now) => _core.Requests.ExchangeOffsetNanos(in now);

    /// <summary>The venue has confirmed a <c>cancel_all</c> and then said that no order is open.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Orders that were open when the venue was last asked; -1 before its first answer.</summary>
    public int OpenOrders { get; private set; } = -1;

    ReadOnlySpan<byte> ISessionRole.Scope => "trade:read_write account:read wallet:none block_trade:none"u8;

    bool ISessionRole.NeedsTrading => true;

    public void OnOpen(in Timestamp now) => _core.OnOpen(in now);

    public void OnClosed(int cause, in Timestamp now) => _core.OnClosed(cause, in now);

    public int OnTick(in Timestamp now) => _core.OnTick(in now);

    public void OnMessage(ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        if (!_core.IsConnected)
        {
            return;
        }

        EnvelopeReader.TryRead(utf8, out var envelope);
        if (envelope.Kind == MessageKind.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
        else
        {
            _core.TryTakeControl(in envelope, in now);
        }
    }

    /// <summary>It takes no commands.</summary>
    [HotPath]
    public bool Execute(in OutputEvent command, in Timestamp now, bool isRehearsal = false) => false;

    void ISessionRole.OnLoggedIn(in Timestamp now)
    {
        IsDone = false;
        _isCancelAllConfirmed = false;
        _pauseNanos = FirstPauseNanos;
        Enqueue(RequestKind.SweepOpenOrders);
    }

    void ISessionRole.OnDown() => _nextRoundNanos = long.MaxValue;

    int ISessionRole.OnTick(in Timestamp now)
    {
        if (now.MonotonicNanos < _nextRoundNanos)
        {
            return 0;
        }

        _nextRoundNanos = long.MaxValue;
        CancelEverything();
        return 1;
    }

    void ISessionRole.OnReply(in Request request, in Envelope reply, in Timestamp now)
    {
        var isError = reply.Kind == MessageKind.ErrorReply;
        switch (request.Kind)
        {
            case RequestKind.SweepCancelAll:
                _isCancelAllConfirmed = !isError;
                break;
            case RequestKind.SweepOpenOrders when isError:
                ScheduleRound(in now);
                break;
            case RequestKind.SweepOpenOrders:
                OnOpenOrders(in reply, in now);
                break;
        }
    }

    void ISessionRole.OnTimeout(in Request request, in Timestamp now)
    {
        if (request.Kind == RequestKind.SweepOpenOrders)
        {
            ScheduleRound(in now);
        }
    }

    int ISessionRole.Write(in Request request, Span<byte> destination) => request.Kind switch
    {
        RequestKind.GetTime => new RequestWriter(destination, request.Id, "public/get_time"u8).End(),
        RequestKind.SweepCancel => CancelRequests.Cancel(destination, request.Id, in request.Text),
        RequestKind.SweepCancelAll => CancelRequests.CancelAll(destination, request.Id),
        _ => CancelRequests.GetOpenOrders(destination, request.Id),
    };

    private void OnOpenOrders(in Envelope reply, in Timestamp now)
    {
        _replies.ReadOrders(reply.Data, _orders);
        OpenOrders = _orders.Count;
        var isEmpty = reply.Data.SequenceEqual("[]"u8);
        IsDone = isEmpty && _isCancelAllConfirmed;
        if (IsDone)
        {
            return;
        }

        // The first reading only tells what is ours; everything after it also checks what the cancels before it did.
        if (_isCancelAllConfirmed)
        {
            ScheduleRound(in now);
            return;
        }

        for (var i = 0; i < Math.Min(_orders.Count, OwnCancelsMax); i++)
        {
            if (_orders[i].Ref.HasValue && !_orders[i].ExchangeOrderId.IsEmpty)
            {
                _core.Requests.TryEnqueue(new Request { Kind = RequestKind.SweepCancel, Text = _orders[i].ExchangeOrderId });
            }
        }

        CancelEverything();
    }

    /// <summary>Requests of one connection are carried out in turn: the reading after the cancel tells what it left.</summary>
    private void CancelEverything()
    {
        Enqueue(RequestKind.SweepCancelAll);
        Enqueue(RequestKind.SweepOpenOrders);
    }

    private void ScheduleRound(in Timestamp now)
    {
        _nextRoundNanos = now.MonotonicNanos + _pauseNanos;
        _pauseNanos = Math.Min(2 * _pauseNanos, LongestPauseNanos);
    }

    private void Enqueue(RequestKind kind) => _core.Requests.TryEnqueue(new Request { Kind = kind });
}
