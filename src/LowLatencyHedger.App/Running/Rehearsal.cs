using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Running;

/// <summary>What a rehearsal came to.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Acts">Runs that were played.</param>
/// <param name="Traded">Of them those that came to trade: what others rehearse is little.</param>
/// <param name="Orders">Sent in them: without any, the way of an order is not rehearsed.</param>
/// <param name="Methods">Compiled during it.</param>
/// <param name="IsQuiet">Its last act compiled nothing.</param>
internal sealed record RehearsalOutcome(double Seconds, int Acts, int Traded, long Orders, long Methods, bool IsQuiet);

/// <summary>
/// Plays throw-away runs of the run's own settings against a simulated venue inside this process, before the real one starts, until the JIT
/// has nothing more to compile. Every part is the production type, on sockets, rings, journal and threads of its own; what is rare happens
/// often: refused and unanswered orders, gaps in books, broken connections, halts, resumes; and once options expire. No byte leaves the
/// machine. Cold; the caller waits.
/// </summary>
/// <remarks>
/// An act is one run from its construction to its end, because a start compiles, too. The first is long, so that methods are called often
/// enough to be compiled for good; the second is disturbed; the fourth meets a delivery, at a venue of its own; the rest are short, and the first
/// of those behind it that compiles nothing is the last. Each is followed by replays of the first two's journals and by an hour of a scratch
/// core: what the core does once in seconds it does often enough only when they pass in no time. The JIT compiles on a thread of its own, and
/// on a busy machine late: the next act waits for it.
/// </remarks>
internal sealed class Rehearsal : IDisposable
{
    private const int DisturbedAct = 1;
    private const int DeliveryAct = 3;
    private const int HourSeconds = 3_600;
    private const int HourOptions = 8;
    private const int ManyOptions = 960;

    /// <summary>A start takes no longer but on a machine that does other things.</summary>
    private static readonly TimeSpan s_goLive = TimeSpan.FromSeconds(5);

    // Each from when the act trades.
    private static readonly TimeSpan s_firstAct = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_disturbedAct = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_otherAct = TimeSpan.FromSeconds(2);

    /// <summary>From the beginning of its act; behind it the venue pauses for 3 s, lists the next expiry and trades on.</summary>
    private static readonly TimeSpan s_delivery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_afterDelivery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_usualDelivery = new ExchangeOptions().DeliveryOfDay;
    private static readonly TimeSpan s_replays = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_timerInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_commandTimeout = TimeSpan.FromSeconds(2);
    private static readonly RateLimit s_plenty = new(1_000, 1_000);
    private static readonly EngineRunPace s_pace = new()
    {
        Line = TimeSpan.FromMilliseconds(5),
        ConfigLook = TimeSpan.FromMilliseconds(5),
        Watch = TimeSpan.FromMilliseconds(5),
        Resolve = TimeSpan.FromMilliseconds(500),
        TakesSignals = false,
    };

    /// <summary>What a run does every few seconds, or when a segment of the journal is full, happens many times a second.</summary>
    internal static EngineSeams Seams { get; } = new()
    {
        HealthIntervalNanos = 5 * Nanos.PerMilli,
        SnapshotIntervalNanos = Nanos.PerMilli,
        AccountSnapshotNanos = 100 * Nanos.PerMilli,
        SegmentBytes = 256 * 1024,
        SessionSettings = settings => settings with
        {
            ClockSampleIntervalNanos = 100 * Nanos.PerMilli, LoginRenewalMaxNanos = 100 * Nanos.PerMilli,
        },
        MarketDataSettings = settings => settings with { InstrumentRefreshNanos = 250 * Nanos.PerMilli },

        // Few trades a page, so that a reading has several; those of half a second only, or each would take longer than the one before.
        TradingSettings = settings => settings with
        {
            TradeSweepNanos = 30 * Nanos.PerMilli, TradeOverlapNanos = 500 * Nanos.PerMilli, TradesPerPage = 25,
        },
    };

    /// <summary>What the venue allows then.</summary>
    internal static RpcServerOptions Front { get; } = new()
    {
        CancelOnDisconnectArmed = true, NonMatchingLimit = s_plenty, InstrumentsLimit = s_plenty, SubscribeLimit = s_plenty, MatchingLimit = s_plenty,
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-rehearsal-").FullName;

    /// <summary>One for all acts: the account remembers the labels of those before.</summary>
    private readonly string _journal;
    private readonly RehearsalFaults _faults = new();
    private readonly ScratchCore _hours = new(HourOptions);

    /// <summary>With more options of one expiry than are valued in one step, and a band so narrow that they have to be.</summary>
    private readonly ScratchCore _largeBook = new(ManyOptions, ScratchOrders.Refused);

    private readonly X509Certificate2? _certificate;
    private readonly PolledExchange _exchange;
    private readonly ConfigValues _values;
    private readonly TimeSpan _limit;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long _methodsBefore = JitInfo.GetCompiledMethodCount();
    private long _orders;
    private int _traded;

    private Rehearsal(ConfigValues values, TimeSpan limit)
    {
        _values = values;
        _limit = limit;
        _journal = Path.Combine(_directory, "journal");

        // As the run's own venue is reached: TLS has code of its own on each message's way.
        _certificate = VenueConnections.IsTls(values) ? LoopbackCertificate.Make() : null;
        _exchange = Exchange(s_usualDelivery, _faults);
    }

    private PolledExchange Exchange(TimeSpan deliveryOfDay, RehearsalFaults faults)
    {
        var market = new ExchangeOptions
        {
            TicksPerSecond = 2_000, ClientTradesPerSecond = 200, PublicTradesPerSecond = 50, OpeningHedge = 0.99, Volatility = 0.9,
            DeliveryOfDay = deliveryOfDay,
        };
        return new PolledExchange(market, Front, _certificate, faults);
    }

    /// <summary>Rehearses for about the time at most; null when the settings want none.</summary>
    public static RehearsalOutcome? Run(ConfigValues values, TextWriter progress, CancellationToken cancelled)
    {
        var limit = TimeSpan.FromSeconds(values.Number("runtime.rehearsalSeconds"));
        if (limit == TimeSpan.Zero)
        {
            return null;
        }

        progress.WriteLine($"rehearsing, at most {limit.TotalSeconds:0} s, until nothing is left to compile");
        RehearsalOutcome outcome;
        using (var rehearsal = new Rehearsal(values, limit))
        {
            outcome = rehearsal.Run(cancelled);
        }

        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rehearsed for {outcome.Seconds:0.0} s in {outcome.Acts} acts, {outcome.Traded} of which traded, with {outcome.Orders} orders: "
            + $"{outcome.Methods} methods compiled{(outcome.IsQuiet ? "" : ", more to come")}"));
        return outcome;
    }

    /// <summary>
    /// The same, but not after a run that died: its positions are without a hedge until this one is active, which costs more than slow first
    /// orders.
    /// </summary>
    public static RehearsalOutcome? RunUnlessCut(ConfigValues values, TextWriter progress, CancellationToken cancelled)
    {
        if (!JournalDirectory.IsLastRunCut(values.Text("journal.directory")))
        {
            return Run(values, progress, cancelled);
        }

        progress.WriteLine("not rehearsing, to be active soon: the last run on this journal has no end; the first orders take longer than later ones");
        return null;
    }

    public void Dispose()
    {
        _exchange.Dispose();
        _certificate?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private RehearsalOutcome Run(CancellationToken cancelled)
    {
        _exchange.Start();

        // A run's timer is due once a second: the runtime would compile its way for good half a minute into the run.
        using var timer = new Timer(static _ => { }, null, s_timerInterval, s_timerInterval);
        var isQuiet = false;
        var acts = 0;
        for (; !isQuiet && !IsOver(cancelled); acts++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            Play(acts, cancelled);
            ReplayActs(acts);
            _hours.PassSeconds(HourSeconds);
            _largeBook.PassSeconds(HourSeconds);
            Settle(_limit);
            isQuiet = acts > DeliveryAct && JitInfo.GetCompiledMethodCount() == before;
        }

        Settle(_watch.Elapsed + s_lastWait);
        return new RehearsalOutcome(_watch.Elapsed.TotalSeconds, acts, _traded, _orders, JitInfo.GetCompiledMethodCount() - _methodsBefore, isQuiet);
    }

    private bool IsOver(CancellationToken cancelled) => _watch.Elapsed >= _limit || cancelled.IsCancellationRequested || _exchange.Failure is not null;

    private string PathOf(int act) => Path.Combine(_directory, act.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits until the JIT has compiled nothing for a moment, at most until the end.</summary>
    private void Settle(TimeSpan end)
    {
        var methods = JitInfo.GetCompiledMethodCount();
        for (var since = _watch.Elapsed; _watch.Elapsed - since < s_quiet && _watch.Elapsed < end;)
        {
            Thread.Sleep(s_pace.Watch);
            if (JitInfo.GetCompiledMethodCount() is var now && now != methods)
            {
                (methods, since) = (now, _watch.Elapsed);
            }
        }
    }

    private void ReplayActs(int acts)
    {
        var end = _watch.Elapsed + s_replays;
        for (var act = 0; _watch.Elapsed < end && _watch.Elapsed < _limit; act = act < Math.Min(acts, DisturbedAct) ? act + 1 : 0)
        {
            Replay.Run(JournalDirectory.RunPath(_journal, (uint)act + 1), verify: false);
        }
    }

    private void Play(int act, CancellationToken cancelled)
    {
        _faults.IsDisturbed = act == DisturbedAct;
        _faults.LosesBooks = act <= DisturbedAct;
        var directory = Directory.CreateDirectory(PathOf(act)).FullName;
        var begun = _watch.Elapsed;
        var deliveryOfDay = act == DeliveryAct ? (DateTime.UtcNow + s_delivery).TimeOfDay : s_usualDelivery;
        using var delivers = act == DeliveryAct ? Exchange(deliveryOfDay, new RehearsalFaults()) : null;
        delivers?.Start();
        var journal = act == DeliveryAct ? Path.Combine(directory, "journal") : _journal;
        var values = RehearsalSettings.From(_values, (delivers ?? _exchange).Address, journal, directory);
        var configFile = Path.Combine(directory, "configuration.json");
        File.WriteAllText(configFile, "{}");
        using var credentials = Credentials.From("demo"u8, "demo"u8);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        using var log = ProgressLines.ToNowhere();
        var seams = Seams with
        {
            TrustedRoots = _certificate is null ? null : [_certificate],
            TradingSettings = settings => Seams.TradingSettings(settings) with { DeliveryOfDayNanos = (long)deliveryOfDay.TotalNanoseconds },
        };
        using var run = new EngineRun(values, credentials, log, configFile, s_pace, seams);
        RunSummary? summary = null;
        var thread = new Thread(() => summary = run.Run(TimeSpan.MaxValue, halted: false, end.Token)) { Name = "rehearsal", IsBackground = true };
        thread.Start();
        Drive(ControlPlane.SocketPath(values), act, begun, run, end.Token);
        end.Cancel();
        thread.Join();
        _traded += run.HasGoneLive ? 1 : 0;
        _orders += summary?.Underlyings.Sum(underlying => underlying.State.HedgesSent) ?? 0;
    }

    /// <summary>Asks, and in the disturbed act commands, as operators do, and breaks connections.</summary>
    private void Drive(string socket, int act, TimeSpan begun, EngineRun run, CancellationToken cancelled)
    {
        var latest = _watch.Elapsed + s_goLive;
        while (!run.HasGoneLive && _watch.Elapsed < latest && !IsOver(cancelled))
        {
            if (act > DisturbedAct)
            {
                // An order that was never answered has halted the disturbed act, and that holds over its end.
                Send(socket, "resume");
            }

            Thread.Sleep(s_pace.Watch);
        }

        var end = act switch
        {
            0 => _watch.Elapsed + s_firstAct,
            DisturbedAct => _watch.Elapsed + s_disturbedAct,
            DeliveryAct => begun + s_delivery + s_afterDelivery,
            _ => _watch.Elapsed + s_otherAct,
        };
        for (var round = 0; _watch.Elapsed < end && !IsOver(cancelled); round++)
        {
            HotClock.Resync();
            _ = RuntimeCounts.Read([]);
            switch (act == DisturbedAct ? round % 64 : 0)
            {
                case 20:
                    Send(socket, "cancel-all");
                    break;
                case 30:
                    _exchange.DropAll();
                    break;
                case 50:
                    Send(socket, "halt");
                    break;
                case > 50 and < 60:
                    Send(socket, "resume");
                    break;
                default:
                    Send(socket, round % 2 == 0 ? "status" : "limits");
                    break;
            }

            Thread.Sleep(s_pace.Watch);
        }
    }

    private static void Send(string socket, string verb)
    {
        try
        {
            ControlClient.SendAsync(socket, new JsonObject { ["verb"] = verb, ["reason"] = "rehearsal" }, s_commandTimeout).GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // The engine may not listen yet, or be busy with the last command; the next round asks again.
        }
    }
}
