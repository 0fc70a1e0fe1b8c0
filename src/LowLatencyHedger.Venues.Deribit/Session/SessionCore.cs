using System.Security.Cryptography;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// What every connection does whatever it is for: hello, login, heartbeat, matching replies to requests, time-outs, pacing, measuring the
/// venue's clock, and telling the core about its life.
/// </summary>
/// <remarks>
/// Thread: one, that of the agent which polls the connection; <see cref="RequestPipeline.ExchangeOffsetNanos"/> may be read by any.
/// Requests of the role wait in a queue for credits; what keeps the connection alive goes out before them. Nothing that was asked on one
/// connection is sent or believed on the next.
/// </remarks>
internal sealed class SessionCore
{
    private const double RefreshShare = 0.8;
    private const long LoginIntervalNanos = 10 * Nanos.PerSecond;

    private readonly SessionSettings _settings;
    private readonly ISessionRole _role;
    private readonly ISessionOutput _output;
    private readonly IInputPublisher _publisher;
    private readonly LoginWriter _login;
    private readonly byte[] _helloText;
    private Upkeep _due;
    private long _lastReceivedNanos;
    private long _lastLoginNanos;
    private long _nextRefreshNanos;
    private long _nextClockSampleNanos;
    private int _stateCause;
    private bool _isRoleStarted;

    public SessionCore(
        SessionSettings settings,
        ISessionRole role,
        ISessionOutput output,
        IInputPublisher publisher,
        ICredentials credentials,
        INonceSource nonces)
    {
        _settings = settings;
        _role = role;
        _output = output;
        _publisher = publisher;
        Requests = new RequestPipeline(output, settings);
        _login = new LoginWriter(settings, role, credentials, nonces);
        _helloText = System.Text.Encoding.UTF8.GetBytes(settings.ClientName + '\n' + settings.ClientVersion);
    }

    /// <summary>What is to be sent before any queued request, the most urgent first.</summary>
    [Flags]
    private enum Upkeep : byte
    {
        None = 0,
        Test = 1,
        Hello = 2,
        Login = 4,
        Refresh = 8,
        Heartbeat = 16,
    }

    public SessionState State { get; private set; }

    /// <summary>Between OnOpen and the end of the connection, from either side.</summary>
    public bool IsConnected { get; private set; }

    public bool IsLoggedIn { get; private set; }

    public byte ConnectionId => _settings.ConnectionId;

    /// <summary>Not zero: the venue's or our own rules forbid this session, and a new connection would not help.</summary>
    public int RefusalCause { get; private set; }

    /// <summary>What was asked and what waits to be.</summary>
    public RequestPipeline Requests { get; }

    public void OnOpen(in Timestamp now)
    {
        if (RefusalCause != 0)
        {
            _output.Drop(RefusalCause);
            return;
        }

        Reset();
        Requests.Pacer.Start(now.MonotonicNanos);
        IsConnected = true;
        _lastReceivedNanos = now.MonotonicNanos;
        _due = Upkeep.Hello;
        SetState(SessionState.Recovering, 0, in now);
        Pump(in now);
    }

    public void OnClosed(int cause, in Timestamp now)
    {
        if (!IsConnected)
        {
            return;
        }

        Reset();
        SetState(SessionState.Down, cause, in now);
        _role.OnDown();
    }

    /// <summary>Ends the connection from this side; the owner's policy decides when to come back.</summary>
    public void Drop(int cause, in Timestamp now)
    {
        if (IsConnected)
        {
            OnClosed(cause, in now);
            _output.Drop(cause);
        }
    }

    /// <summary>Ends the connection for good.</summary>
    public void Refuse(int cause, in Timestamp now)
    {
        RefusalCause = cause;
        Drop(cause, in now);
    }

    /// <summary>The link is alive.</summary>
    [HotPath]
    public void NoteReceived(in Timestamp now) => _lastReceivedNanos = now.MonotonicNanos;

    /// <summary>Takes a message that is not a notification, and notes that the link is alive. False: it is the role's.</summary>
    public bool TryTakeControl(in Envelope envelope, in Timestamp now)
    {
        NoteReceived(in now);
        switch (envelope.Kind)
        {
            case MessageKind.Reply or MessageKind.ErrorReply:
                OnReply(in envelope, in now);
                break;
            case MessageKind.TestRequest:
                // Upkeep goes out first of all, and of that the answer to a test.
                _due |= Upkeep.Test;
                break;
            case MessageKind.Heartbeat or MessageKind.Malformed:
                break;
            default:
                return false;
        }

        Pump(in now);
        return true;
    }

    private void OnReply(in Envelope reply, in Timestamp now)
    {
        if (!Requests.TryMatch(in reply, in now, out var request))
        {
            return;
        }

        switch (request.Kind)
        {
            case RequestKind.Test or RequestKind.GetTime:
                break;
            case RequestKind.Hello:
                // The reply is the first clock sample, which a signed login needs; its content does not matter.
                _due |= Upkeep.Login;
                break;
            case RequestKind.Auth or RequestKind.Refresh:
                OnLoginReply(in request, in reply, in now);
                break;
            case RequestKind.SetHeartbeat:
                OnHeartbeatReply(in reply, in now);
                break;
            default:
                OnRoleReply(in request, in reply, in now);
                break;
        }

        if (reply.Kind == MessageKind.ErrorReply && reply.ErrorCode == VenueErrors.TooManyRequests)
        {
            Requests.Pacer.Empty();
            Drop(reply.ErrorCode, in now);
        }
    }

    public int OnTick(in Timestamp now)
    {
        if (!IsConnected)
        {
            Requests.Pacer.Start(now.MonotonicNanos);
            return 0;
        }

        var silenceNanos = IsLoggedIn ? _settings.SilenceNanos : 2 * _settings.HeartbeatSeconds * Nanos.PerSecond;
        if (now.MonotonicNanos - _lastReceivedNanos > silenceNanos)
        {
            Drop((int)SessionCause.DeadLink, in now);
            return 1;
        }

        if (Requests.IsOverflown)
        {
            Drop((int)SessionCause.QueueFull, in now);
            return 1;
        }

        var work = 0;
        while (Requests.TryExpire(in now, out var request))
        {
            work++;
            OnExpired(in request, in now);
        }

        if (IsLoggedIn)
        {
            ScheduleUpkeep(in now);
            work += _role.OnTick(in now);
        }

        return work + Pump(in now);
    }

    /// <summary>Sends what may be sent now. Returns how many requests were.</summary>
    public int Pump(in Timestamp now)
    {
        if (!IsConnected || !SendDueUpkeep(in now))
        {
            return 0;
        }

        return IsLoggedIn ? Requests.SendQueued(_role, in now) : 0;
    }

    /// <summary>Tells the core, if it is news.</summary>
    public void SetState(SessionState state, int cause, in Timestamp now)
    {
        if (State == state && _stateCause == cause)
        {
            return;
        }

        State = state;
        _stateCause = cause;
        ref var published = ref Claim(InputKind.Session, in now);
        published.Session.Role = _role.NeedsTrading ? SessionRole.Trading : SessionRole.MarketData;
        published.Session.State = state;
        published.Session.Cause = cause;
        _publisher.Publish();
    }

    /// <summary>An event of this connection without an instrument, to be filled and published.</summary>
    [HotPath]
    public ref InputEvent Claim(InputKind kind, in Timestamp now)
    {
        ref var claimed = ref _publisher.Claim(kind);
        claimed.Kind = kind;
        claimed.ConnectionId = _settings.ConnectionId;
        claimed.Instrument = InstrumentId.None;
        claimed.ReceivedNanos = now.MonotonicNanos;
        return ref claimed;
    }

    private static bool IsLoginError(int code) => code is VenueErrors.AuthorizationRequired or VenueErrors.Unauthorized;

    private void Reset()
    {
        IsConnected = false;
        IsLoggedIn = false;
        _isRoleStarted = false;
        _due = Upkeep.None;
        Requests.Clear();
        _login.Forget();
        _nextRefreshNanos = long.MaxValue;
        _lastLoginNanos = long.MinValue / 2;
    }

    private void ScheduleUpkeep(in Timestamp now)
    {
        if (now.MonotonicNanos >= _nextRefreshNanos)
        {
            _nextRefreshNanos = long.MaxValue;
            _due |= Upkeep.Refresh;
        }

        if (now.MonotonicNanos >= _nextClockSampleNanos)
        {
            _nextClockSampleNanos = now.MonotonicNanos + Math.Min(_settings.ClockSampleIntervalNanos, _settings.SilenceNanos / 3);
            Requests.TryEnqueue(new Request { Kind = RequestKind.GetTime });
        }
    }

    private void OnRoleReply(in Request request, in Envelope reply, in Timestamp now)
    {
        if (reply.Kind == MessageKind.ErrorReply && IsLoginError(reply.ErrorCode))
        {
            LogInAgain(reply.ErrorCode, in now);
            if (request.Kind < RequestKind.PlaceOrder)
            {
                Requests.TryEnqueue(in request);
                return;
            }
        }

        _role.OnReply(in request, in reply, in now);
    }

    /// <summary>
    /// The venue has forgotten who this connection is. Once in a while that is cured by a new login; if not, by a new connection.
    /// </summary>
    private void LogInAgain(int cause, in Timestamp now)
    {
        if (!IsLoggedIn)
        {
            return;
        }

        if (now.MonotonicNanos - _lastLoginNanos < LoginIntervalNanos)
        {
            Drop(cause, in now);
            return;
        }

        IsLoggedIn = false;
        _due |= Upkeep.Login;
    }

    private void OnExpired(in Request request, in Timestamp now)
    {
        switch (request.Kind)
        {
            case RequestKind.Test or RequestKind.GetTime:
                break;
            case RequestKind.Hello or RequestKind.Auth or RequestKind.Refresh or RequestKind.SetHeartbeat:
                Drop((int)SessionCause.RequestTimedOut, in now);
                break;
            default:
                _role.OnTimeout(in request, in now);
                break;
        }
    }

    private void OnLoginReply(in Request request, in Envelope reply, in Timestamp now)
    {
        if (reply.Kind == MessageKind.ErrorReply)
        {
            if (request.Kind == RequestKind.Refresh)
            {
                _due |= Upkeep.Login;
            }
            else if (VenueErrors.IsLoginRefusal(reply.ErrorCode))
            {
                Refuse(reply.ErrorCode, in now);
            }
            else
            {
                Drop(reply.ErrorCode, in now);
            }

            return;
        }

        if (!_login.TryReadReply(reply.Data, out var cause, out var lifeNanos))
        {
            Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        if (cause != SessionCause.None)
        {
            Refuse((int)cause, in now);
            return;
        }

        _lastLoginNanos = now.MonotonicNanos;
        _nextRefreshNanos = now.MonotonicNanos + Math.Min((long)(lifeNanos * RefreshShare), _settings.LoginRenewalMaxNanos);
        if (request.Kind == RequestKind.Auth)
        {
            _due |= Upkeep.Heartbeat;
        }
    }

    private void OnHeartbeatReply(in Envelope reply, in Timestamp now)
    {
        if (reply.Kind == MessageKind.ErrorReply)
        {
            Drop(reply.ErrorCode, in now);
            return;
        }

        IsLoggedIn = true;
        if (!_isRoleStarted)
        {
            _isRoleStarted = true;
            _role.OnLoggedIn(in now);
        }
    }

    /// <summary>False: something urgent could not be sent, so nothing else may be either.</summary>
    private bool SendDueUpkeep(in Timestamp now)
    {
        while (_due != Upkeep.None)
        {
            var next = (Upkeep)((int)_due & -(int)_due);
            var request = new Request { Kind = KindOf(next) };
            if (!Requests.TryRegisterUpkeep(ref request, in now))
            {
                return false;
            }

            var length = WriteUpkeep(in request, in now);
            var isSent = Requests.TrySend(in request, length);
            if (next is Upkeep.Login or Upkeep.Refresh)
            {
                CryptographicOperations.ZeroMemory(Requests.Buffer[..length]);
            }

            if (!isSent)
            {
                return false;
            }

            Requests.Pacer.TakeNow(now.MonotonicNanos);
            _due &= ~next;
        }

        return true;
    }

    private static RequestKind KindOf(Upkeep upkeep) => upkeep switch
    {
        Upkeep.Test => RequestKind.Test,
        Upkeep.Hello => RequestKind.Hello,
        Upkeep.Login => RequestKind.Auth,
        Upkeep.Refresh => RequestKind.Refresh,
        _ => RequestKind.SetHeartbeat,
    };

    private int WriteUpkeep(in Request request, in Timestamp now)
    {
        var split = _helloText.AsSpan().IndexOf((byte)'\n');
        return request.Kind switch
        {
            RequestKind.Test => new RequestWriter(Requests.Buffer, request.Id, "public/test"u8).End(),
            RequestKind.Hello => new RequestWriter(Requests.Buffer, request.Id, "public/hello"u8)
                .Text("client_name"u8, _helloText.AsSpan(0, split))
                .Text("client_version"u8, _helloText.AsSpan(split + 1))
                .End(),
            RequestKind.Auth => _login.WriteLogin(request.Id, now.UtcNanos + Requests.ExchangeOffsetNanos(in now), Requests.Buffer),
            RequestKind.Refresh => _login.WriteRefresh(request.Id, Requests.Buffer),
            _ => new RequestWriter(Requests.Buffer, request.Id, "public/set_heartbeat"u8)
                .Number("interval"u8, _settings.HeartbeatSeconds)
                .End(),
        };
    }
}
