using System.Diagnostics;
using LowLatencyHedger.Backtest.Recorded;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>
/// The backtest's loop against the whole path: the same market and the same book, once with events made by hand and a venue of three
/// levels, once through the exchange model, its JSON, the production sessions and the core.
/// </summary>
/// <remarks>
/// They are not equal to the digit: the venue publishes rounded volatilities and prices, the sessions hear of the market a latency later,
/// of a book that orders have thinned out, and of the time between two moves. So single trades differ, what they come to does not: within 3
/// % of the fills and 1 % of the turnover over a week, in profit within two standard deviations of what a band leaves open, and never
/// further apart than from one edge of the band to the other.
/// </remarks>
public sealed class VirtualEngineTests
{
    private const double LatencyMillis = 1;

    /// <summary>With fewer, one hedge more or less is more than the tolerance.</summary>
    private const int CountedFills = 400;

    private const long OpeningNanos = 600 * Nanos.PerSecond;

    [Fact]
    public void Run_SimulatedHours_SameHedgeAsThroughTheVirtualEngine()
    {
        var settings = new BacktestSettings
        {
            Market = "gbm", From = new DateOnly(2026, 6, 1), To = new DateOnly(2026, 6, 1), Options = 10, StepSeconds = 1, FineStepSeconds = 1,
            LatencyMillis = LatencyMillis, EquityCoins = 400, VolOfVol = 0.3, OptionTickerSeconds = 1,
        };

        Compare(settings, "band:width=0.01,inner=0.5", widest: 0.01, steps: 5_400);
    }

    [Fact]
    public void Run_RecordedCrash_SameHedgeAsThroughTheVirtualEngine() =>
        CompareRecorded(new DateOnly(2026, 2, 5), new DateOnly(2026, 2, 5), width: 0.1);

    /// <summary>The same over a week takes half a minute.</summary>
    [Fact(Explicit = true)]
    public void Run_RecordedWeek_SameHedgeAsThroughTheVirtualEngine() =>
        CompareRecorded(new DateOnly(2026, 2, 2), new DateOnly(2026, 2, 8), width: 0.1);

    private static void CompareRecorded(DateOnly from, DateOnly to, double width)
    {
        const string File = "deribit_chains/chain_snapshots/chains_202602.csv.gz";
        Assert.SkipWhen(Recordings.Find(File) is null, Recordings.Missing(File));
        var settings = new BacktestSettings
        {
            Data = Path.GetFullPath(Path.Combine(Recordings.Find(File)!, "..", "..", "..")),
            From = from,
            To = to,
            Options = 10,
            FineStepSeconds = 60,
            LatencyMillis = LatencyMillis,
            EquityCoins = 400,
        };

        // Back to the centre: a core that is told the time between two moves takes each for a jump, and then goes there anyway.
        Compare(settings, FormattableString.Invariant($"band:width={width},inner=0"), width, steps: int.MaxValue);
    }

    private static void Compare(BacktestSettings settings, string policy, double widest, int steps)
    {
        var market = ChainMarket.Load(settings);
        steps = Math.Min(steps, market.UtcNanos.Length);
        var spec = Policy(policy);
        var script = new ChainScript(settings, market, steps);
        var watch = Stopwatch.StartNew();
        var (positions, whole) = RunWhole(settings, spec, script);
        var wholeSeconds = watch.Elapsed.TotalSeconds;
        var fast = RunFast(settings, spec, market, positions, steps);

        var end = market.Mid(steps - 1);
        var opened = Array.FindIndex(market.UtcNanos, now => now - market.UtcNanos[0] >= OpeningNanos);
        var (wholeProfit, fastProfit) = (Profit(whole, market.Mid(opened), end), Profit(fast, market.Mid(opened), end));
        var apart = Apart(market, steps, whole, fast);
        var (wholeTurnover, fastTurnover) = (whole.Sum(trade => Math.Abs(trade.Usd)), fast.Sum(trade => Math.Abs(trade.Usd)));
        var noise = Noise(market, steps, widest);
        Console.WriteLine(
            $"{policy}: {whole.Count} fills of {wholeTurnover:F0} USD in {wholeSeconds:F1} s, {fast.Count} of {fastTurnover:F0} USD in "
            + $"{watch.Elapsed.TotalSeconds - wholeSeconds:F1} s; hedge profit {wholeProfit * end:F0} and {fastProfit * end:F0} USD, noise {noise:F0}, "
            + $"at most {apart:F3} coins apart");
        Assert.True(fast.Count > 20);
        if (whole.Count >= CountedFills)
        {
            Assert.InRange(fast.Count, 0.97 * whole.Count, 1.03 * whole.Count);
            Assert.InRange(fastTurnover, 0.99 * wholeTurnover, 1.01 * wholeTurnover);
        }

        Assert.InRange((fastProfit - wholeProfit) * end, -2 * noise, 2 * noise);
        Assert.InRange(apart, 0, 2 * widest);
    }

    /// <summary>Standard deviation of what a delta anywhere in the band earns or loses over these steps, USD.</summary>
    private static double Noise(ChainMarket market, int steps, double widest) =>
        widest / Math.Sqrt(3) * Math.Sqrt(Enumerable.Range(1, steps - 1).Sum(step => Math.Pow(market.Mid(step) - market.Mid(step - 1), 2)));

    /// <summary>Coins. What was bought while the book was being opened counts at one price: the two begin a moment apart.</summary>
    private static double Profit(List<HedgeTrade> trades, double opened, double end) =>
        trades.Sum(trade => trade.Usd * ((1 / (trade.AfterNanos < OpeningNanos ? opened : trade.Price)) - (1 / end)));

    /// <summary>The largest difference of the two positions at any step after the opening hedges, coins.</summary>
    private static double Apart(ChainMarket market, int steps, List<HedgeTrade> whole, List<HedgeTrade> fast)
    {
        var (difference, most) = (0.0, 0.0);
        var (i, j) = (0, 0);
        for (var step = 0; step < steps; step++)
        {
            var after = market.UtcNanos[step] - market.UtcNanos[0];
            for (; i < whole.Count && whole[i].AfterNanos < after; i++)
            {
                difference += whole[i].Usd;
            }

            for (; j < fast.Count && fast[j].AfterNanos < after; j++)
            {
                difference -= fast[j].Usd;
            }

            most = after > OpeningNanos ? Math.Max(most, Math.Abs(difference) / market.Mid(step)) : 0;
        }

        return most;
    }

    private static PolicySpec Policy(string text) =>
        PolicySpec.TryParse(text, out var spec, out var error) ? spec : throw new ArgumentException(error);

    private static (List<(OptionName Name, Quantity Size)> Positions, List<HedgeTrade> Trades) RunWhole(
        BacktestSettings settings, PolicySpec spec, ChainScript script)
    {
        var options = new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions
            {
                Script = script,
                IsSmall = true,
                OptionCount = script.Options.Count,
                ClientTradesPerSecond = 0,
                PublicTradesPerSecond = 0,
                BtcBalance = settings.EquityCoins,
            },
            Core = PolicyConfig.For(settings, spec),
            StartUtcNanos = script.UtcNanos[0],
            LatencyNanos = (long)(LatencyMillis * Nanos.PerMilli),
            ClockIntervalNanos = 5 * Nanos.PerSecond,
        };
        using var engine = new VirtualEngine(options);
        var account = engine.Model.FindAccount(engine.Model.Options.ClientId)!;
        var sizes = engine.Model.Positions(account, kindName: "option").ToDictionary(position => position.Instrument.Name, position => position.Size);
        var trades = new List<HedgeTrade>();
        var ids = new HashSet<InlineText32>();
        engine.OnInput = (in InputEvent input, long _) =>
        {
            // What the session reads again after the event is the same fill.
            if (input.Kind == InputKind.Fill && ids.Add(input.Fill.TradeId))
            {
                var usd = input.Fill.Amount.ToDouble() * (input.Fill.Side == Side.Buy ? 1 : -1);
                trades.Add(new HedgeTrade(engine.NowNanos, usd, input.Fill.Price.ToDouble()));
            }
        };
        engine.Run(script.UtcNanos[^1] - script.UtcNanos[0]);
        return ([.. script.Names.Select(name => (name, Quantity.FromDouble(sizes[name.Name])))], trades);
    }

    private static List<HedgeTrade> RunFast(
        BacktestSettings settings, PolicySpec spec, ChainMarket market, List<(OptionName Name, Quantity Size)> positions, int steps)
    {
        var book = new BookPath(settings, market, positions);
        var run = new PolicyRun(settings, market, spec, book.Begin());
        for (var block = book.Next(); block.Count > 0 && block[0].Number < steps; block = book.Next())
        {
            run.Run([.. block.TakeWhile(step => step.Number < steps)]);
        }

        var result = run.Finish(isComplete: true);
        Assert.All(result.Reconciliations, check => Assert.True(check.IsFine, check.ToString()));
        return [.. result.Trades.Select(trade => new HedgeTrade((trade.UtcMillis * Nanos.PerMilli) - market.UtcNanos[0], trade.Usd, trade.Price))];
    }

    /// <summary>Signed USD of the inverse perpetual.</summary>
    private sealed record HedgeTrade(long AfterNanos, double Usd, double Price);
}
