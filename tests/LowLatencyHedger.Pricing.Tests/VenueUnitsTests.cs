namespace LowLatencyHedger.Pricing.Tests;

public sealed class VenueUnitsTests
{
    /// <summary>
    /// Rows of the venue's tickers; tolerances are the largest errors seen for the coin, as rounding of the published volatility leaves
    /// them.
    /// </summary>
    [Theory]
    [InlineData("BTC", "26-01-21", 91000, 'C', 1768912207359, 91074.255, 39.58, 0.0079, 0.52114, 0.00023, 17.1183, -338.81233, 1.04058)]
    [InlineData("BTC", "26-01-21", 88000, 'P', 1768912207359, 91074.255, 53.16, 0.001, -0.08353, 0.00007, 6.59962, -88.07944, -0.17131)]
    [InlineData("BTC", "26-01-22", 86000, 'P', 1768912210521, 91102.1552, 54.47, 0.0011, -0.06418, 0.00004, 8.06024, -99.2503, -0.29528)]
    [InlineData("BTC", "26-01-30", 90000, 'C', 1768912225955, 91161.93, 39.32, 0.0324, 0.59143, 0.00007, 58.05742, -116.3132, 13.69977)]
    [InlineData("BTC", "26-02-27", 100000, 'C', 1768912242068, 91467.89, 37.94, 0.0173, 0.25166, 0.00003, 93.88235, -47.10058, 22.20671)]
    [InlineData("BTC", "26-12-25", 60000, 'P', 1768912280337, 95494.43, 52.89, 0.0389, -0.12164, 0.0, 185.81534, -14.50223, -142.30041)]
    [InlineData("BTC", "22-03-25", 30000, 'C', 1626993722929, 33420.42, 81.9, 0.3037669, 0.69025, 0.00002, 96.6411, -16.12758, 86.83581)]
    [InlineData("BTC", "21-09-24", 34000, 'P', 1626993722931, 32366.75, 76.57, 0.15670957, -0.4979, 4e-5, 53.80944, -32.50023, -36.79578)]
    [InlineData("ETH", "21-04-09", 1950, 'C', 1617644856302, 2115.89, 78.74, 0.084155, 0.8609, 0.00134, 0.46511, -5.09811, 0.16173)]
    public void From_TickersOfTheVenue_AgreeWithinItsRounding(
        string coin, string expiry, double strike, char type, long timestampMillis, double forward, double markIv,
        double mark, double delta, double gamma, double vega, double theta, double rho)
    {
        var expiryMillis = new DateTimeOffset(DateTime.Parse("20" + expiry), TimeSpan.Zero).AddHours(8).ToUnixTimeMilliseconds();
        var years = (expiryMillis - timestampMillis) / 31_536_000_000.0;
        var input = new OptionInput(
            type == 'C' ? OptionKind.Call : OptionKind.Put, forward, strike, years, markIv / 100.0);
        Black76.Evaluate(in input, out var greeks);
        var venue = VenueUnits.From(in input, in greeks, SettlementStyle.Inverse);
        var isBtc = coin == "BTC";
        Near.Absolute(delta, venue.Delta, isBtc ? 1.0e-4 : 9.1e-5, "delta");
        Near.Absolute(gamma, venue.Gamma, isBtc ? 5.1e-6 : 5.4e-6, "gamma");
        Near.Absolute(vega, venue.Vega, isBtc ? 0.037 : 2.6e-4, "vega");
        Near.Absolute(theta, venue.Theta, isBtc ? 1.8 : 0.020, "theta");
        Near.Absolute(rho, venue.Rho, isBtc ? 0.023 : 6.7e-5, "rho");
        Near.Absolute(mark, venue.MarkPrice, isBtc ? 1.1e-3 : 2.7e-4, "mark");
        Near.Absolute(venue.Delta - venue.MarkPrice, venue.NetTransactionDelta, 1e-14, "net transaction delta");
    }

    [Fact]
    public void From_LastDay_ThetaIsForTheRestOfTheLifeAndNeverAboveThePrice()
    {
        var halfDay = new OptionInput(OptionKind.Call, 60000, 60000, 0.5 / 365.0, 0.6);
        Black76.Evaluate(in halfDay, out var greeks);
        Near.Relative(greeks.Theta / 365.0 * 0.5, VenueUnits.From(in halfDay, in greeks, SettlementStyle.Linear).Theta, 1e-14);

        var nearlyWorthless = new OptionInput(OptionKind.Call, 60000, 66000, 1.0 / 365.0, 0.6);
        Black76.Evaluate(in nearlyWorthless, out greeks);
        Assert.Equal(-greeks.Price, VenueUnits.From(in nearlyWorthless, in greeks, SettlementStyle.Linear).Theta);
    }

    [Fact]
    public void From_LinearOption_IsPricedInQuoteCurrencyWithPlainDelta()
    {
        // A ticker of a linear option, per coin: F 1.1367, iv 209.64, mark 0.139, 22 hours or so before expiry.
        var input = new OptionInput(OptionKind.Call, 1.1367, 1.02, 1.0 / 365.0, 2.0964);
        Black76.Evaluate(in input, out var greeks);
        var venue = VenueUnits.From(in input, in greeks, SettlementStyle.Linear);
        Assert.Equal(greeks.Price, venue.MarkPrice);
        Assert.Equal(greeks.Delta, venue.NetTransactionDelta);
    }

    [Fact]
    public void From_UnusableGreeks_StaysNaN()
    {
        var input = new OptionInput(OptionKind.Call, double.NaN, 1.0, 1.0, 1.0);
        Black76.Evaluate(in input, out var greeks);
        var venue = VenueUnits.From(in input, in greeks, SettlementStyle.Inverse);
        Assert.True(double.IsNaN(venue.Delta) && double.IsNaN(venue.Theta) && double.IsNaN(venue.NetTransactionDelta));
    }
}
