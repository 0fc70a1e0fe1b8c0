using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Portfolio;

/// <summary>The net delta of the core against one that is computed from nothing after every event.</summary>
public sealed class BookGreeksTests
{
    private const int OptionCount = 30;

    [Theory]
    [InlineData(31, Numeraire.Coin)]
    [InlineData(32, Numeraire.Coin)]
    [InlineData(33, Numeraire.Usd)]
    public void NetDelta_RandomEvents_EqualsFullRecomputation(int fixedSeed, Numeraire numeraire)
    {
        var random = new Random(Seeds.For(nameof(NetDelta_RandomEvents_EqualsFullRecomputation), fixedSeed));
        var config = DefaultConfig();
        config = config with
        {
            Underlyings =
            [
                config.Underlyings[0] with { Numeraire = numeraire, BandLowerCoins = 1e6, BandUpperCoins = 1e6, MaxNetDeltaCoins = 1e7, DeltaToleranceFraction = 1e-10 },
            ],
        };
        var core = new CoreHarness(config);
        var twin = new Twin();
        core.Start(60_000, OptionCount).DatedTicker(60_000);
        SetEquity(core, numeraire == Numeraire.Usd ? 12.5 : 0);
        twin.EquityCoins = numeraire == Numeraire.Usd ? 12.5 : 0;
        Array.Fill(twin.Vols, 0.6);
        var price = 60_000.0;
        var trade = 0;
        for (var i = 0; i < 4_000; i++)
        {
            core.Clock(random.Next(1, 30));
            switch (random.Next(4))
            {
                case 0:
                    price = Math.Round(2 * price * (1 + ((random.NextDouble() - 0.5) * 0.002))) / 2;
                    break;
                case 1:
                    var vol = 0.3 + random.NextDouble();
                    var option = random.Next(OptionCount);
                    core.MarkVol(option, vol);
                    twin.Vols[option] = vol;
                    break;
                case 2:
                    var id = new InstrumentId(random.Next(FirstOption.Index + OptionCount));
                    var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                    var amount = id.Index < FirstOption.Index ? 10 * random.Next(1, 1_000) : random.Next(1, 20) / 10.0;
                    core.Fill(id, side, id.Index < FirstOption.Index ? price : 0.05, amount, $"r{trade++}");
                    twin.Positions[id.Index] += side == Side.Buy ? amount : -amount;
                    break;
            }

            core.Book(price).Index(price);
            var expected = twin.Delta(core, price);
            var snapshot = core.Snapshot;
            Assert.True(snapshot.DeltaBound <= snapshot.DeltaTolerance && snapshot.DeltaTolerance < 1.1e-4);
            Assert.True(
                Math.Abs(expected - snapshot.NetDelta) <= snapshot.DeltaBound + (1e-12 * twin.GrossDelta),
                $"event {i}: expected {expected}, is {snapshot.NetDelta}, bound {snapshot.DeltaBound}, gross {twin.GrossDelta}");
        }
    }

    private static void SetEquity(CoreHarness core, double equity)
    {
        var e = core.Event(InputKind.Portfolio, InstrumentId.None);
        e.Portfolio = new PortfolioBody { Currency = InlineText32.From("BTC"), Equity = equity };
        core.Send(e);
    }

    /// <summary>Values every option by itself, from the definition of the delta.</summary>
    private sealed class Twin
    {
        public double[] Positions { get; } = new double[FirstOption.Index + OptionCount];

        public double[] Vols { get; } = new double[OptionCount];

        public double EquityCoins { get; set; }

        public double GrossDelta { get; private set; }

        public double Delta(CoreHarness core, double price)
        {
            // The forward of every expiry was told as 60,000 with the book at 60,000, and moves with the book since; the dated future
            // has its mark price only.
            var sum = EquityCoins + (Positions[Perpetual.Index] / price) + (Positions[DatedFuture.Index] / 60_000.0);
            GrossDelta = Math.Abs(sum);

            for (var i = 0; i < OptionCount; i++)
            {
                var years = (ExpiryUtcNanos(i) - core.UtcNanos) / Nanos.PerYear;
                Black76.Evaluate(new OptionInput((OptionKind)Type(i), price, Strike(i), years, Vols[i]), out var greeks);
                var position = Positions[FirstOption.Index + i];
                sum += position * greeks.PremiumAdjustedDelta;
                GrossDelta += Math.Abs(position * greeks.PremiumAdjustedDelta);
            }

            return sum;
        }
    }

    [Fact]
    public void NetDelta_LongCall_IsPremiumAdjusted()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 1));
        var years = (ExpiryUtcNanos(0) - core.UtcNanos) / Nanos.PerYear;
        Black76.Evaluate(new OptionInput(OptionKind.Call, 60_000, Strike(0), years, 0.6), out var greeks);

        Assert.Equal(greeks.PremiumAdjustedDelta, core.Snapshot.OptionsDelta, 7);
        Assert.Equal(greeks.Gamma, core.Snapshot.Gamma, 10);
        Assert.Equal(greeks.Vega / 100, core.Snapshot.Vega, 6);
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e5)]
    public void Volatility_OfNoMarket_LeavesTheOptionUnvaluedAndStopsHedging(double volatility)
    {
        var core = new CoreHarness().Start(60_000, 2, (Option(0), 1), (Option(1), 1));
        Assert.Equal(0, core.Snapshot.OptionsUnvalued);
        core.MarkVol(0, volatility);
        Assert.Equal(1, core.Snapshot.OptionsUnvalued);
        Assert.Equal(ReasonCode.GreeksStale, core.Snapshot.StateReason);
        Assert.True(double.IsFinite(core.Snapshot.NetDelta + core.Snapshot.Vega));
        Assert.True(double.IsNaN(core.Snapshot.ProfitUsd));

        core.MarkVol(0, 0.6).Clock(1).Book(60_000);
        Assert.Equal(0, core.Snapshot.OptionsUnvalued);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void NetDelta_UsdNumeraireWithoutEquity_IsNotTradedOn()
    {
        var config = DefaultConfig();
        config = config with { Underlyings = [config.Underlyings[0] with { Numeraire = Numeraire.Usd }] };
        var core = new CoreHarness(config) { TellsPortfolio = false }.Start(60_000, 0, (Perpetual, 60_000));
        Assert.Equal(ReasonCode.EquityUnknown, core.Snapshot.StateReason);

        SetEquity(core, 0.25);
        var order = Assert.Single(core.Orders);
        Assert.Equal(1.25, order.DeltaBefore, 4);
    }

    [Fact]
    public void Profit_OptionAndFuture_EqualsHandComputation()
    {
        var core = new CoreHarness().Start(60_000, 1);
        core.Fill(Perpetual, Side.Buy, 60_000, 6_000, "f").Clock(1).Market(61_000, 1).Clock(300).Market(61_000, 1);

        // 6,000 USD bought at 60,000 and worth 6,000/61,000 coins less: 0.00163934 coins at 61,000.
        Assert.Equal(6_000 * ((1 / 60_000.0) - (1 / 61_000.0)) * 61_000, core.Snapshot.ProfitUsd, 6);
    }
}
