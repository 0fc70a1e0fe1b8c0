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
