using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Risk.Figures;

public sealed class ScenarioGridTests
{
    /// <summary>The venue's own example of an inverse perpetual, coins, at -16 to +4 %.</summary>
    [Fact]
    public void ProfitUsd_InversePerpetual_IsTheVenuesRiskVector()
    {
        double[] venue =
        [
            -0.05991206933333334, -0.04289159509090909, -0.027351162086956524, -0.013105765166666668, 0, 0.012097629384615385,
        ];
        var grid = new ScenarioGrid(new FigureSettings());
        var futures = new FuturesExposure(1, 0.314538364, 0, 0, 0);
        for (var i = 0; i < venue.Length; i++)
        {
            for (var vol = 0; vol < ScenarioGrid.VolSteps; vol++)
            {
                Assert.Equal(venue[i], grid.ProfitUsd((i * ScenarioGrid.VolSteps) + vol, futures), 1e-16);
            }
        }
    }

    [Fact]
    public void Read_LinearFuture_LosesTheRange_AndFarMovesCountInPart()
    {
        var grid = new ScenarioGrid(new FigureSettings());
        var futures = new FuturesExposure(60_000, 0, 100_000, 0, 0);
        Assert.Equal(16_000, grid.Read(futures), 1e-6);

        // Of a linear position all far moves count the same: the range. A short loses on the other side.
        Assert.Equal(16_000, grid.Read(futures with { LinearUsd = -100_000 }), 1e-6);
        Assert.Equal(1, Math.Sign(grid.Move(grid.WorstCell)));
    }

    [Fact]
    public void Read_HedgedEquityAndPositionCancel_LosesNothing()
    {
        // Ten coins of equity and a short of ten coins: flat in USD, whatever the price does.
        var grid = new ScenarioGrid(new FigureSettings());
        var futures = new FuturesExposure(60_000, -10, 0, 1, 10);
        Assert.Equal(0, grid.Read(futures), 1e-6);
        Assert.Equal(600_000 * 0.16 / 1.16, grid.Read(futures with { UsdFraction = 0, HedgedEquityCoins = 0 }), 1e-6);
    }

    [Fact]
    public void Read_Unknown_IsNoNumber()
    {
        var grid = new ScenarioGrid(new FigureSettings());
        Assert.True(double.IsNaN(grid.Read(new FuturesExposure(double.NaN, 1, 0, 0, 0))));
        Assert.True(double.IsNaN(grid.Read(new FuturesExposure(60_000, 0, 0, 1, double.NaN))));
        Assert.Equal(0, grid.Read(new FuturesExposure(double.NaN, 0, 0, 0, 0)));
        var slot = Option(OptionKind.Call, 60_000, 0.6, 1);
        grid.Add(slot, SettlementStyle.Inverse, Trading(60_000, 7), double.NaN);
        grid.Complete();
        Assert.True(double.IsNaN(grid.Read(new FuturesExposure(60_000, 0, 0, 0, 0))));
    }

    [Fact]
    public void ProfitUsd_RandomBooks_AgreesWithTheTwin()
    {
        var random = new Random(Seeds.For("scenario grid", 31));
        for (var round = 0; round < 30; round++)
        {
            var settings = new FigureSettings
            {
                PriceRangePct = 5 + (30 * random.NextDouble()),
                VolUpPct = 100 * random.NextDouble(),
                VolDownPct = 60 * random.NextDouble(),
                MinVolForUpPct = 20 + (60 * random.NextDouble()),
            };
            var grid = new ScenarioGrid(settings);
            var book = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Line.Random(random)).ToArray();
            foreach (var line in book)
            {
                grid.Add(line.Slot, line.Style, line.Moment, OptionValue.Of(line.Slot, line.Style, line.Moment));
            }

            grid.Complete();
            var fraction = random.Next(3) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
            var futures = new FuturesExposure(60_000, random.Next(-20, 20), 1_000 * random.Next(-20, 20), fraction, fraction * 50);
            var worst = 0.0;
            for (var cell = 0; cell < ScenarioGrid.Cells; cell++)
            {
                var expected = Twin(settings, book, futures, grid.Move(cell), ScenarioGrid.VolStep(cell));
                Assert.Equal(expected, grid.ProfitUsd(cell, futures), 1e-6 * (1 + Math.Abs(expected)));
                worst = Math.Max(worst, -expected * grid.Weight(cell));
            }

            Assert.Equal(worst, grid.Read(futures), 1e-6 * (1 + worst));
        }
    }

    [Fact]
    public void Complete_NextRound_StartsFromNothing()
    {
        var grid = new ScenarioGrid(new FigureSettings());
        var futures = new FuturesExposure(60_000, 0, 0, 0, 0);
        var moment = Trading(60_000, 7);
        var slot = Option(OptionKind.Put, 60_000, 0.6, -3);
        var losses = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            grid.Add(slot, SettlementStyle.Inverse, moment, OptionValue.Of(slot, SettlementStyle.Inverse, moment));
            grid.Complete();
            losses.Add(grid.Read(futures));
        }

        Assert.True(losses[0] > 1_000);
        Assert.All(losses, loss => Assert.Equal(losses[0], loss));
        grid.Complete();
        Assert.Equal(0, grid.Read(futures));
    }

    private static OptionSlot Option(OptionKind kind, double strike, double volatility, double quantity) =>
        new() { Kind = kind, Strike = strike, Volatility = volatility, Quantity = quantity };

    private static ExpiryMoment Trading(double forward, double days) =>
        new(ExpiryPhase.Trading, forward, forward, (long)(days * Nanos.PerDay));

    /// <summary>The account in USD before and after, each valued from its parts.</summary>
    private static double Twin(FigureSettings settings, Line[] book, in FuturesExposure futures, double move, int volStep)
    {
        var coins = 0.0;
        var usd = futures.LinearUsd * move;
        foreach (var line in book)
        {
            var days = Math.Max(line.Moment.RemainingNanos / (double)Nanos.PerDay, 1.0 / 24);
            var power = days < 30 ? settings.ShortVegaPower : settings.LongVegaPower;
            var term = Math.Pow(30 / days, power);
            var vol = line.Slot.Volatility;
            vol = volStep == 0 ? vol
                : volStep < 0 ? Math.Max(0, vol * (1 - (settings.VolDownPct / 100 * term)))
                : vol + (Math.Max(vol, settings.MinVolForUpPct / 100) * settings.VolUpPct / 100 * term);
            var change = line.Value(line.Moment.Price * (1 + move), vol) - line.Value(line.Moment.Price, line.Slot.Volatility);
            coins += line.Style == SettlementStyle.Inverse ? line.Slot.Quantity * change : 0;
            usd += line.Style == SettlementStyle.Linear ? line.Slot.Quantity * change : 0;
        }

        // N dollars of an inverse future at P: N/P - N/(P(1+x)) coins.
        coins += futures.InverseCoins * (1 - (1 / (1 + move)));
        var price = futures.IndexPrice;
        var after = price * (1 + move);
        var inCoins = coins * price;
        var inUsd = ((futures.UsdFraction == 0 ? 0 : futures.HedgedEquityCoins / futures.UsdFraction) + coins) * after
            - ((futures.UsdFraction == 0 ? 0 : futures.HedgedEquityCoins / futures.UsdFraction) * price);
        return usd + ((1 - futures.UsdFraction) * inCoins) + (futures.UsdFraction * inUsd);
    }

    private sealed record Line(OptionSlot Slot, SettlementStyle Style, ExpiryMoment Moment)
    {
        public static Line Random(Random random)
        {
            var slot = Option(
                random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put, 40_000 + (1_000 * random.Next(40)), 0.3 + (0.6 * random.NextDouble()), random.Next(-20, 20));
            var days = random.Next(4) == 0 ? 0.1 * random.NextDouble() : 120 * random.NextDouble();
            return new Line(slot, random.Next(2) == 0 ? SettlementStyle.Inverse : SettlementStyle.Linear, Trading(60_000 * (0.98 + (0.04 * random.NextDouble())), days));
        }

        public double Value(double forward, double volatility)
        {
            var years = Nanos.ToYears(Moment.RemainingNanos);
            Black76.Evaluate(new OptionInput(Slot.Kind, forward, Slot.Strike, years, volatility), out var greeks);
            return Style == SettlementStyle.Inverse ? greeks.Price / forward : greeks.Price;
        }
    }
}
