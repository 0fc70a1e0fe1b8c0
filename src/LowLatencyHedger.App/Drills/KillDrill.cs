using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Drills;

/// <summary>
/// Kills a trading engine with signal 9 at random moments, starts it again on the same journal, and compares what the journals say with what
/// the exchange says, over and over.
/// </summary>
internal sealed class KillDrill
{
    /// <summary>An order is on its way for so long that a kill finds one often.</summary>
    private const int EngineDelayMillis = 50;

    /// <summary>One kill in so many comes before the engine is active.</summary>
    private const int EarlyKills = 5;

    /// <summary>A trade this long before the latest that the engine has heard of the exchange has certainly been told to it.</summary>
    private const int ToldWithinMillis = 1_000;

    /// <summary>The exchange notices the lost connections and ends what is on its way.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Positions are compared often enough for a break to be found in it.</summary>
    private static readonly TimeSpan s_lastRun = TimeSpan.FromSeconds(5);

    private readonly DrillSite _site;
    private readonly KillReport _report;
    private readonly TextWriter _progress;
    private readonly Random _random;
    private readonly Dictionary<OrderRef, string> _orderIds = [];
    private readonly Dictionary<OrderRef, Core.Events.OutputEvent> _intents = [];

    private KillDrill(DrillSite site, KillReport report, TextWriter progress)
    {
        _site = site;
        _report = report;
        _progress = progress;
        _random = new Random(report.Seed);
    }

    /// <exception cref="IOException">The exchange or the engine cannot be started, or the exchange is gone.</exception>
    public static KillReport Run(DrillOptions options, int times, TimeSpan recoveryLimit, TextWriter progress, CancellationToken cancelled)
    {
        using var site = new DrillSite(options, EngineDelayMillis, rehearsalSeconds: 0, progress);
        var report = new KillReport { Seed = options.Seed, Directory = site.Directory, RecoveryLimit = recoveryLimit };
        var drill = new KillDrill(site, report, progress);
        while (report.Kills < times && !cancelled.IsCancellationRequested)
        {
            drill.KillOnce();
        }

        if (!cancelled.IsCancellationRequested)
        {
            drill.RunToAnOrderlyEnd();
        }

        return report;
    }

    private void KillOnce()
    {
        var isEarly = _random.Next(EarlyKills) == 0;
        var isActive = false;
        using (var engine = _site.StartEngine())
        {
            if (isEarly)
            {
                Thread.Sleep(_random.Next(50, 800));
            }
            else
            {
                isActive = WaitUntilActive(engine);
                Thread.Sleep(_random.Next(3_000));
                CheckAlive(engine);
            }

            engine.Kill();
        }

        var killedUtcMillis = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _report.Kills++;
        _report.EarlyKills += isEarly ? 1 : 0;
        Thread.Sleep(s_settle);
        Compare(isActive, killedUtcMillis);
        _progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"kill {_report.Kills,3}: {(isActive ? $"active after {_report.Recoveries[^1].TotalSeconds:0.00} s" : "before it was active"),-22}  "
            + $"{_report.InFlight} with an order in flight so far, {_report.Orders} orders, {_report.Failures.Count} failures"));
    }

    private bool WaitUntilActive(EngineProcess engine)
    {
        while (engine.Age < s_patience && !engine.HasExited)
        {
            if (EngineProcess.IsActive(engine.Status()))
            {
                var took = engine.Age;
                _report.Recoveries.Add(took);
                if (took > _report.RecoveryLimit)
                {
                    Fail(string.Create(CultureInfo.InvariantCulture, $"active only {took.TotalSeconds:0.00} s after its start"));
                }

                return true;
            }

            Thread.Sleep(10);
        }

        Fail($"not active {s_patience.TotalSeconds} s after its start: {engine.Status()?.ToJsonString() ?? "it does not answer"}");
        return false;
    }

    private void CheckAlive(EngineProcess engine)
    {
        if (_site.IsExchangeGone)
        {
            throw new IOException("the simulated exchange has ended");
        }

        if (engine.HasExited)
        {
            Fail("the engine had ended by itself, see engine.log");
        }
        else if (engine.Status() is { } status && status["underlyings"]!.AsArray().Sum(underlying => (long)underlying!["positionBreaks"]!) > 0)
        {
            Fail($"a position differs from the exchange's: {status.ToJsonString()}");
        }
    }

    /// <summary>The killed run's journal against the exchange.</summary>
    private void Compare(bool wasActive, long killedUtcMillis)
    {
        var runDirectory = JournalDirectory.ResolveRun(_site.JournalDirectory);
        if (runDirectory is null || JournalDirectory.LastEpoch(_site.JournalDirectory) == _report.LastEpoch)
        {
            // Killed before it had a journal: then nothing may have been sent.
            CompareOrders();
            return;
        }

        var run = JournaledRun.Read(runDirectory, underlyings: 2);
        _report.LastEpoch = JournalDirectory.LastEpoch(_site.JournalDirectory);
        _report.InFlight += run.UnresolvedOrders > 0 ? 1 : 0;
        foreach (var (reference, intent) in run.Intents)
        {
            _intents[reference] = intent;
        }

        CompareReplay(run.Replay, wasActive);
        CompareOrders();
        if (wasActive && run.Replay.Core is { } core)
        {
            ComparePositions(run, core, killedUtcMillis);
        }
    }

    private void CompareReplay(ReplayResult replay, bool wasActive)
    {
        if (replay.Difference is { } difference)
        {
            Fail($"output {difference.Number} of run {replay.Epoch:x8} is not what its inputs lead to");
        }
        else if (replay.End is not (JournalEnd.Open or JournalEnd.Torn or JournalEnd.RunEnd) || (replay.Problem is not null && wasActive))
        {
            Fail($"the journal of run {replay.Epoch:x8} ends {replay.End}: {replay.Problem}");
        }
        else
        {
            _report.Replays++;
        }
    }

    private void CompareOrders()
    {
        foreach (var order in _site.Truth.OwnOrders())
        {
            if (!_orderIds.TryAdd(order.Ref, order.OrderId))
            {
                if (_orderIds[order.Ref] != order.OrderId)
                {
                    Fail($"label {order.Ref} names two orders: {_orderIds[order.Ref]} and {order.OrderId}");
                }

                continue;
            }

            _report.Orders++;
            if (order.IsOpen)
            {
                Fail($"order {order.OrderId} still rests although its connection is gone");
            }

            if (!_intents.TryGetValue(order.Ref, out var intent))
            {
                Fail($"order {order.OrderId} ({order.Ref}) is in no journal");
            }
            else if (intent.Side != order.Side || intent.Price != order.Price || intent.Amount != order.Amount)
            {
                Fail($"order {order.OrderId} is {order.Side} {order.Amount} at {order.Price}, "
                    + $"its journal says {intent.Side} {intent.Amount} at {intent.Price}");
            }
        }
    }

    /// <summary>
    /// An exchange that gets no CPU for a while makes its trades late and stamps them with the time at which they were due, so that the clock on the wall
    /// does not tell what the engine can know. What it has read does. A trade that the stream lost within that second is forgiven here; the next run has to
    /// find it by asking, and is held to it at its own end.
    /// </summary>
    internal static long ToldUntilUtcMillis(long killedUtcMillis, long readUntilUtcMillis) =>
        Math.Min(killedUtcMillis, readUntilUtcMillis) - ToldWithinMillis;

    private void ComparePositions(JournaledRun run, Core.HedgeCore core, long killedUtcMillis)
    {
        var toldUntilUtcMillis = ToldUntilUtcMillis(killedUtcMillis, run.ReadUntilUtcMillis);
        var book = _site.Truth.Book(toldUntilUtcMillis - ToldWithinMillis);
        foreach (var (name, id) in run.Instruments)
        {
            var position = core.Position(id);
            _report.Positions++;
            if (!book.Held(name, position, toldUntilUtcMillis))
            {
                Fail($"{name}: the engine died with a position of {position}, "
                    + $"the exchange has {book.Positions.GetValueOrDefault(name)} and did not have the other since; "
                    + $"its latest message was {killedUtcMillis - run.ReadUntilUtcMillis} ms old");
            }
        }
    }

    private void RunToAnOrderlyEnd()
    {
        using var engine = _site.StartEngine();
        if (!WaitUntilActive(engine))
        {
            return;
        }

        Thread.Sleep(s_lastRun);
        CheckAlive(engine);
        var end = engine.Stop();
        if (end is not (0, var summary))
        {
            Fail(end is null ? "the last run does not end" : $"the last run ends with exit code {end.Value.ExitCode}: {end.Value.Summary}");
        }
        else if (JsonNode.Parse(summary) is { } figures && (long)figures["positionBreaks"]! + (long)figures["unresolvedOrders"]! != 0)
        {
            Fail($"the last run ends with {figures["positionBreaks"]} position breaks and {figures["unresolvedOrders"]} orders without a known end");
        }

        Compare(wasActive: true, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    private void Fail(string what)
    {
        _report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"after kill {_report.Kills}: {what}"));
        _progress.WriteLine("FAILURE " + _report.Failures[^1]);
    }
}
