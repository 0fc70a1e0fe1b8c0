using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;
using LowLatencyHedger.Venues.Deribit.Tests.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>One session against a <see cref="FakeVenue"/> in virtual time.</summary>
internal sealed class SessionFixture
{
    public const long StartUtcNanos = 1_768_912_242_000_000_000;
    private const long StepNanos = 5 * Nanos.PerMilli;
    private long _elapsedNanos = Nanos.PerSecond;

    private SessionFixture(long tokenLifeSeconds, Func<SessionFixture, IDeribitSession> create)
    {
        Venue.ExpiresInSeconds = tokenLifeSeconds;
        Venue.Instruments.AddRange(["BTC-PERPETUAL", "BTC-27FEB26-100000-C", "BTC-27FEB26-110000-C"]);
        Session = create(this);
    }

    public FakeVenue Venue { get; } = new();

    public FakeCredentials Credentials { get; } = new();

    public RecordingPublisher Publisher { get; } = new();

    public InstrumentTable Table { get; } = new(2048, 4);

    public IDeribitSession Session { get; }

    public MarketDataSession MarketData => (MarketDataSession)Session;

    public TradingSession Trading => (TradingSession)Session;

    public Timestamp Now => new(_elapsedNanos, StartUtcNanos + _elapsedNanos);

    public InstrumentId Perpetual => Table.TryFind("BTC-PERPETUAL"u8, out var id) ? id : InstrumentId.None;

    public static SessionSettings Settings(byte connection, LoginMethod login = LoginMethod.ClientSignature) =>
        new() { ConnectionId = connection, Login = login, SilenceNanos = connection == 1 ? 3 * Nanos.PerSecond : 6 * Nanos.PerSecond };

    public static UnderlyingSettings[] Underlyings =>
        [new() { IndexName = "btc_usd", Currency = "BTC", HedgeInstruments = ["BTC-PERPETUAL"] }];

    public static SessionFixture ForMarketData(long tokenLifeSeconds = 1000, UnderlyingSettings[]? underlyings = null) => new(tokenLifeSeconds, f => new MarketDataSession(
        new MarketDataSettings { Session = Settings(1), Underlyings = underlyings ?? Underlyings },
        f.Table, f.Venue, f.Publisher, f.Credentials, f.Credentials));

    public static SessionFixture ForTrading(
        LoginMethod login = LoginMethod.ClientSignature,
        bool isTableLoaded = true,
        long tokenLifeSeconds = 1000,
        Func<TradingSettings, TradingSettings>? change = null) => new(tokenLifeSeconds, f =>
    {
        if (isTableLoaded)
        {
            f.LoadTable();
        }

        var settings = new TradingSettings
        {
            Session = Settings(2, login),
            Underlyings = Underlyings,
            StartedUtcNanos = StartUtcNanos,
        };
        return new TradingSession(change?.Invoke(settings) ?? settings, f.Table, f.Venue, f.Publisher, f.Credentials, f.Credentials);
    });

    public static SessionFixture ForCancelling() => new(1000, f => new CancelSession(
        Settings(3) with { RequestTimeoutNanos = Nanos.PerSecond }, f.Venue, f.Credentials, f.Credentials));

    public void LoadTable()
    {
        Table.TryDefineIndex("btc_usd"u8, out var underlying);
        foreach (var name in Venue.Instruments)
        {
            Table.Define(new InstrumentBody { Name = InlineText32.From(name), Underlying = underlying }, out _);
        }

        Table.MarkLoaded();
    }

    public void Open() => Session.OnOpen(Now);

    public void Close(int cause = 1) => Session.OnClosed(cause, Now);

    public void Deliver(string message) => Session.OnMessage(Encoding.UTF8.GetBytes(message), Now);

    public int Tick() => Session.OnTick(Now);

    public void Advance(long nanos) => _elapsedNanos += nanos;

    /// <summary>Time passes in steps, with the venue answering nothing.</summary>
    public void AdvanceSilently(long nanos)
    {
        for (var end = _elapsedNanos + nanos; _elapsedNanos < end;)
        {
            Advance(100 * Nanos.PerMilli);
            Tick();
        }
    }

    /// <summary>One reply or notification reaches the session, or else time passes. False when nothing happened.</summary>
    public bool Step(Random? shuffle = null)
    {
        Advance(StepNanos);
        if (Venue.Notifications.TryDequeue(out var notification))
        {
            Deliver(notification);
            return true;
        }

        if (Venue.Unanswered.Count > 0)
        {
            var index = shuffle?.Next(Venue.Unanswered.Count) ?? 0;
            var request = Venue.Unanswered[index];
            Venue.Unanswered.RemoveAt(index);
            if (Venue.Reply(request, Now.UtcNanos) is { } reply)
            {
                Deliver(reply);
            }

            return true;
        }

        return Tick() > 0;
    }

    public void RunFor(long nanos, Random? shuffle = null)
    {
        for (var end = _elapsedNanos + nanos; _elapsedNanos < end;)
        {
            Step(shuffle);
            Tick();
        }
    }

    public SessionFixture RunToReady(Random? shuffle = null)
    {
        for (var i = 0; i < 4000 && Session.State != SessionState.Ready; i++)
        {
            Step(shuffle);
            Tick();
        }

        Assert.Equal(SessionState.Ready, Session.State);
        return this;
    }

    public SessionFixture Started()
    {
        Open();
        RunToReady();
        RunFor(Nanos.PerSecond);
        return this;
    }

    public List<InputEvent> EventsOf(InputKind kind)
    {
        var found = new List<InputEvent>();
        foreach (ref readonly var published in Publisher.Events)
        {
            if (published.Kind == kind)
            {
                found.Add(published);
            }
        }

        return found;
    }

    public SessionBody LastState() => EventsOf(InputKind.Session)[^1].Session;
}
