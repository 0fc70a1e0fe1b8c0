using LowLatencyHedger.Backtest.Recorded;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>The market, the ledger, the attribution and the venue, each alone.</summary>
public sealed class PartsTests
{
    [Fact]
    public void Market_AtEverySnapshot_IsTheSnapshot()
    {
        using var chains = new MadeChains();
        var settings = chains.Settings with { StepSeconds = 1, FineStepSeconds = 1, To = new DateOnly(2026, 6, 1) };

        var market = new ChainMarket(settings, ChainRecording.Load(settings));

        foreach (var snapshot in market.Snapshots.Where(one => one.UtcNanos > market.UtcNanos[0] && one.UtcNanos <= market.UtcNanos[^1]))
        {
            var step = Array.IndexOf(market.UtcNanos, snapshot.UtcNanos);
            Assert.Equal(snapshot.Index, market.Index(step), 1e-6);
            Assert.Equal(1, market.VolFactor(step), 1e-9);
        }

        var moves = Enumerable.Range(1, market.UtcNanos.Length - 1).Select(i => Math.Log(market.Index(i) / market.Index(i - 1))).ToList();
        Assert.InRange(moves.Max(Math.Abs), 1e-6, 0.01);
        Assert.Equal(market.IndexAt(10, market.UtcNanos[10]), market.Index(10));
        Assert.Equal(market.IndexAt(10, market.UtcNanos[10] + 500), market.IndexAt(10, market.UtcNanos[10] + 500));
    }

    [Fact]
    public void Book_AtEverySnapshot_HasTheSnapshotsVolatilities()
    {
        using var chains = new MadeChains();
        var market = new ChainMarket(chains.Settings, ChainRecording.Load(chains.Settings));
        var path = new BookPath(chains.Settings, market);
        path.Begin();
        var compared = 0;
        for (var steps = path.Next(); steps.Count > 0; steps = path.Next())
        {
            foreach (var step in steps.Where(step => market.Segment[step.Number] != market.Segment[step.Number - 1]))
            {
                var quotes = market.Snapshots[market.Segment[step.Number]].Options;
                foreach (var (option, mark) in step.Held.Zip(step.Marks).Where(held => quotes.ContainsKey(held.First.Name)))
                {
                    // Less than a step into six hours, in which a made volatility changes by a few per cent.
                    Assert.Equal(quotes[option.Name].Volatility, mark.Volatility / market.VolFactor(step.Number), 1e-3);
                    compared++;
                }
            }
        }

        Assert.True(compared > 100);
    }

    [Fact]
    public void ParseName_OptionsAndOthers_OptionsOnly()
    {
        var call = ChainRecording.ParseName("BTC-6MAR26-70000-C")!;

        Assert.True(call.IsCall);
        Assert.Equal(70_000, call.Strike);
        Assert.Equal(new DateTimeOffset(2026, 3, 6, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * Nanos.PerMilli, call.ExpiryUtcNanos);
        Assert.Null(ChainRecording.ParseName("BTC-PERPETUAL"));
        Assert.Null(ChainRecording.ParseName("BTC-6MAR26"));
    }

    [Fact]
    public void Ledger_AnyTradesAndSettlements_ProfitIsThatOfEachTradeAlone()
    {
        var random = new Random(Seeds.For(nameof(Ledger_AnyTradesAndSettlements_ProfitIsThatOfEachTradeAlone), 11));
        var ledger = new CoinLedger(10);
        var trades = new List<(long Usd, double Price)>();
        var price = 60_000.0;
        for (var i = 0; i < 500; i++)
        {
            price *= 1 + (0.02 * (random.NextDouble() - 0.5));
            var usd = 10L * random.Next(-5_000, 5_000);
            ledger.Trade(usd, price);
            trades.Add((usd, price));
            if (random.Next(5) == 0)
            {
                ledger.Settle(price);
            }
        }

        var profit = (ledger.Total(EntryKind.HedgeSettlement) * 1e-8) + ledger.Unrealised(price);
        Assert.Equal(trades.Sum(trade => trade.Usd * ((1 / trade.Price) - (1 / price))), profit, 1e-9);
        Assert.Equal(trades.Sum(trade => trade.Usd), ledger.HedgeUsd);
        Assert.Equal(ledger.StartRaw + ledger.Total(EntryKind.HedgeSettlement), ledger.CashRaw);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attribution_SmallMoves_ExplainsTheChangeInCoins(bool isCall)
    {
        var kind = isCall ? OptionKind.Call : OptionKind.Put;
        const double Forward = 60_000;
        const double Volatility = 0.6;
        const double Years = 10.0 / 365;
        var (moveF, moveV, moveT) = (90.0, 0.002, 300.0 / 31_536_000);
        Black76.Evaluate(new OptionInput(kind, Forward, 61_000, Years, Volatility), out var before);
        Black76.Evaluate(new OptionInput(kind, Forward + moveF, 61_000, Years - moveT, Volatility + moveV), out var after);
        var change = (after.Price / (Forward + moveF)) - (before.Price / Forward);
        var attribution = new Attribution();

        attribution.AddOption(1, before, Forward, moveF, moveV, moveT);
        attribution.EndStep(change, 1);

        // What is left is of third order: gamma that moves with volatility.
        Assert.InRange(Math.Abs(attribution.Usd[(int)ProfitLine.Unexplained]), 0, 1e-4 * Math.Abs(change));
        Assert.Equal(change, attribution.ProfitUsd, 1e-15);
        Assert.Equal(before.PremiumAdjustedDelta / Forward * moveF, attribution.Usd[(int)ProfitLine.OptionDelta], 1e-15);
    }

    [Fact]
    public void Venue_LargeOrder_TakesWhatIsThereUpToItsLimit()
    {
        var venue = new PerpetualVenue(new BacktestSettings { DepthUsd = 50_000, HalfSpreadBps = 1, LevelBps = 1 });
        var fills = new List<VenueFill>();

        venue.Take(Side.Buy, 1_000_000, Price.FromDouble(60_012), 60_000, fills);

        Assert.Equal([(60_006.0, 50_000L), (60_012.0, 50_000L)], fills.Select(fill => (fill.Price.ToDouble(), fill.Usd)));
        fills.Clear();
        venue.Take(Side.Buy, 10, Price.FromDouble(60_012), 60_000, fills);
        Assert.Empty(fills);
        venue.Refill();
        venue.Take(Side.Sell, 70_000, Price.FromDouble(59_000), 60_000, fills);
        Assert.Equal([(59_994.0, 50_000L), (59_988.0, 20_000L)], fills.Select(fill => (fill.Price.ToDouble(), fill.Usd)));
    }
}
