using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class NumerairesTests
{
    [Theory]
    [InlineData(OptionKind.Call, 2237.86815540467, 0.037297802590, 0.3522260125, 0.314928209956, 1.5283902223, 3.072197e-05)]
    [InlineData(OptionKind.Put, 7237.86815540467, 0.120631135923, -0.6477739875, -0.768405123378, 3.6950568890, 4.877753e-05)]
    public void InverseOption_ReferenceCase_AgreesToThePrintedDigits(
        OptionKind kind, double usd, double coins, double delta, double adjusted, double convexity, double coinGamma)
    {
        Black76.Evaluate(new OptionInput(kind, 60000, 65000, 30 / 365.0, 0.6), out var greeks);
        Near.Relative(usd, greeks.Price, 1e-13);
        Near.Absolute(coins, Numeraires.CoinPrice(in greeks, 60000), 5e-13);
        Near.Absolute(delta, greeks.Delta, 5e-11);
        Near.Absolute(adjusted, greeks.PremiumAdjustedDelta, 5e-13);
        Near.Absolute(convexity, Numeraires.CoinConvexity(in greeks, 60000), 5e-11);
        Near.Absolute(coinGamma, Numeraires.CoinGamma(in greeks, 60000), 5e-12);
    }

    [Fact]
    public void ForOption_EachStyleAndNumeraire_GivesItsDeltaAndGamma()
    {
        Black76.Evaluate(new OptionInput(OptionKind.Call, 60000, 65000, 30 / 365.0, 0.6), out var greeks);
        var coin = Numeraires.ForOption(in greeks, 60000, SettlementStyle.Inverse, Numeraires.UsdFraction(Numeraire.Coin));
        var usd = Numeraires.ForOption(in greeks, 60000, SettlementStyle.Inverse, Numeraires.UsdFraction(Numeraire.Usd));
        var linear = Numeraires.ForOption(in greeks, 60000, SettlementStyle.Linear, 0.3);
        Assert.Equal(greeks.PremiumAdjustedDelta, coin.Delta);
        Assert.Equal(Numeraires.CoinGamma(in greeks, 60000), coin.Gamma, 15);
        Assert.Equal(greeks.PremiumAdjustedDelta, usd.Delta);
        Assert.Equal(greeks.Gamma, usd.Gamma);
        Assert.Equal(greeks.Delta, linear.Delta);
        Assert.Equal(greeks.Gamma, linear.Gamma);
    }

    /// <summary>The gamma of a hedged inverse book is the derivative of h E + D for the book as it stands, whatever h is.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(1.0)]
    public void HedgeGamma_InverseBook_IsTheDerivativeOfItsSlack(double usdFraction)
    {
        const double Forward = 60000.0;
        const double Size = -3.0;
        const double Notional = 70000.0;
        Greeks At(double forward)
        {
            Black76.Evaluate(new OptionInput(OptionKind.Call, forward, 65000, 30 / 365.0, 0.6), out var greeks);
            return greeks;
        }

        double Slack(double forward)
        {
            var greeks = At(forward);
            var equity = 2.0 + (Size * greeks.Price / forward) + (Notional * ((1.0 / Forward) - (1.0 / forward)));
            return (usdFraction * equity) + (Size * greeks.PremiumAdjustedDelta) + (Notional / forward);
        }

        var option = Numeraires.ForOption(At(Forward), Forward, SettlementStyle.Inverse, usdFraction);
        var future = Numeraires.ForInverseFuture(Notional, Forward, usdFraction);
        Near.Relative(NumericalDerivative.Of(Slack, Forward, 50.0), (Size * option.Gamma) + future.Gamma, 1e-8);
        Near.Relative(Notional / Forward, future.Delta, 1e-15);
    }

    [Fact]
    public void InverseOption_CallAndPut_ObeyParityInCoins()
    {
        foreach (var strike in new[] { 30_000.0, 60_000, 65_000, 200_000 })
        {
            Black76.Evaluate(new OptionInput(OptionKind.Call, 60000, strike, 30 / 365.0, 0.6), out var call);
            Black76.Evaluate(new OptionInput(OptionKind.Put, 60000, strike, 30 / 365.0, 0.6), out var put);
            var difference = Numeraires.CoinPrice(in call, 60000) - Numeraires.CoinPrice(in put, 60000);
            Near.Absolute(1 - (strike / 60000), difference, 1e-15 * strike / 60000 * 4);
        }
    }

    /// <summary>
    /// Deribit's API reference, private/pme/simulate: what an inverse perpetual of 0.314538364 coins gains as the price moves by -16 to +4
    /// per cent. The profit is the sum of the deltas on the way, d ln F each.
    /// </summary>
    [Theory]
    [InlineData(-0.16, -.05991206933333334)]
    [InlineData(-0.12, -.04289159509090909)]
    [InlineData(-0.08, -.027351162086956524)]
    [InlineData(-0.04, -.013105765166666668)]
    [InlineData(0.00, 0.0)]
    [InlineData(0.04, .012097629384615385)]
    public void ForInverseFuture_VenuesRiskVector_IsTheSumOfTheDeltas(double move, double published)
    {
        const double Price = 20_000;
        const double Coins = 0.314538364;
        const int Steps = 64;
        double Delta(double log) => Numeraires.ForInverseFuture(Coins * Price, Price * Math.Exp(log), 0.0).Delta;
        var step = Math.Log(1 + move) / Steps;
        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            // Boole's rule over each part.
            var at = i * step;
            sum += step / 90 * ((7 * (Delta(at) + Delta(at + step))) + (32 * (Delta(at + (step / 4)) + Delta(at + (0.75 * step))))
                + (12 * Delta(at + (step / 2))));
        }

        Near.Absolute(published, sum, 1e-16);
        Near.Absolute(published, Coins * (1 - (1 / (1 + move))), 4e-17);
    }

    /// <summary>The venue's own example: an option of a delta of 0.50 bought for 0.10 coins adds 0.40 to DeltaTotal.</summary>
    [Fact]
    public void NetTransactionDelta_VenuesExample_IsDeltaLessPremium()
    {
        // With d1 = 0 the value in coins is 1/2 - e^{s^2/2} N(-s).
        double low = 0.0, high = 2.0;
        for (var i = 0; i < 100; i++)
        {
            var s = 0.5 * (low + high);
            (low, high) = 0.5 - (Math.Exp(0.5 * s * s) * NormalDistribution.Cdf(-s)) < 0.10 ? (s, high) : (low, s);
        }

        var input = new OptionInput(OptionKind.Call, 60000, 60000 * Math.Exp(0.5 * low * low), 1.0, low);
        Black76.Evaluate(in input, out var greeks);
        var venue = VenueUnits.From(in input, in greeks, SettlementStyle.Inverse);
        Near.Absolute(0.50, venue.Delta, 1e-14);
        Near.Absolute(0.10, venue.MarkPrice, 1e-14);
        Near.Absolute(0.40, venue.NetTransactionDelta, 1e-14);
        Near.Absolute(0.40, greeks.PremiumAdjustedDelta, 1e-14);
    }

    /// <summary>
    /// One inverse call at the money sold for 30 days, volatility 60 %, hedged every hour, 0.25 coins of equity beside it: the standard
    /// deviation of the profit in coins and of the equity in USD under each way of hedging.
    /// </summary>
    [Theory]
    [InlineData(0, 0.0022, 2601)]
    [InlineData(1, 0.0447, 134)]
    [InlineData(2, 0.0137, 3496)]
    [InlineData(3, 0.0829, 4043)]
    public void HedgedInverseCall_EachNumeraire_KeepsItsOwnProfitFlat(int way, double coinDeviation, double usdDeviation)
    {
        const int Paths = 3_000;
        var random = new Random(Seeds.For(nameof(HedgedInverseCall_EachNumeraire_KeepsItsOwnProfitFlat), 1501));
        double[] sums = new double[4];
        for (var path = 0; path < Paths; path++)
        {
            var (coins, usd) = ProfitOfOnePath(random, way);
            sums[0] += coins;
            sums[1] += coins * coins;
            sums[2] += usd;
            sums[3] += usd * usd;
        }

        double Deviation(int at) => Math.Sqrt((sums[at + 1] / Paths) - Math.Pow(sums[at] / Paths, 2));
        Near.Relative(coinDeviation, Deviation(0), 0.08, "coins");
        Near.Relative(usdDeviation, Deviation(2), 0.08, "USD");
    }

    private static (double Coins, double Usd) ProfitOfOnePath(Random random, int way)
    {
        const double Equity = 0.25;
        const int Hours = 720;
        const double Hour = 1.0 / (365 * 24);
        var forward = 60_000.0;
        Black76.Evaluate(new OptionInput(OptionKind.Call, forward, 60_000, Hours * Hour, 0.6), out var greeks);
        var premium = Numeraires.CoinPrice(in greeks, forward);
        var gained = 0.0;
        for (var hour = 0; hour < Hours; hour++)
        {
            Black76.Evaluate(new OptionInput(OptionKind.Call, forward, 60_000, (Hours - hour) * Hour, 0.6), out greeks);
            var equity = Equity + gained + premium - Numeraires.CoinPrice(in greeks, forward);
            var notional = way switch
            {
                0 => Numeraires.InverseHedgeNotional(equity, -greeks.PremiumAdjustedDelta, forward, 0.0),
                1 => Numeraires.InverseHedgeNotional(equity, -greeks.PremiumAdjustedDelta, forward, 1.0),
                2 => forward * greeks.Delta,
                _ => 0.0,
            };
            var next = forward * Math.Exp((0.6 * Math.Sqrt(Hour) * NormalDistribution.Inverse(1 - random.NextDouble())) - (0.18 * Hour));
            gained += notional * ((1 / forward) - (1 / next));
            forward = next;
        }

        var profit = gained + premium - (Math.Max(forward - 60_000, 0) / forward);
        return (profit, (Equity + profit) * forward);
    }

    [Fact]
    public void InverseHedgeNotional_EachNumeraire_BringsTheSlackToZero()
    {
        const double Price = 60010.0;
        foreach (var usdFraction in new[] { 0.0, 0.5, 1.0 })
        {
            var notional = Numeraires.InverseHedgeNotional(1.25, -0.8, Price, usdFraction);
            Assert.Equal(0.0, (usdFraction * 1.25) - 0.8 + (notional / Price), 14);
        }
    }
}
