namespace LowLatencyHedger.App.Tests.Pricing;

public sealed class IvCommandTests
{
    private const string Header = "instrument_name,timestamp_ms,underlying_price,price";

    [Theory]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,", "no_price")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,NaN", "not_finite")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,1e999", "not_finite")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,0", "no_time_value")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,-0.01", "below_intrinsic")]
    [InlineData("BTC-27FEB26-50000-C,1768912242068,100000,0.4999", "below_intrinsic")]
    [InlineData("BTC-27FEB26-50000-C,1768912242068,100000,0.5", "no_time_value")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,1", "above_bound")]
    [InlineData("BTC-27FEB26-100000-P,1768912242068,50000,2", "above_bound")]
    [InlineData("MATIC_USDC-9MAR24-1d02-C,1709809020064,1.1367,1.2", "above_bound")]
    [InlineData("BTC-27FEB26-100000-C,1779999999999,91467.89,0.01", "expired")]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,1e-305,0.01", "out_of_range")]
    public void Run_ImpossiblePrice_EmptyFieldAndTheReason(string line, string reason)
    {
        var run = CsvRun.Iv($"{Header}\n{line}\n");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        Assert.Equal(Header + ",iv_pct,reason", run.Header);
        var row = Assert.Single(run.Rows);
        Assert.Equal(("", reason), (row["iv_pct"], row["reason"]));
        Assert.Equal(line, string.Join(',', Header.Split(',').Select(column => row[column])));
    }

    [Theory]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,", 37.94)]
    [InlineData("BTC-25DEC26-60000-P,1768912280337,95494.43,", 52.89)]
    [InlineData("ETH-9APR21-1950-C,1617644856302,2115.89,", 78.74)]
    [InlineData("MATIC_USDC-9MAR24-1d02-C,1709809020064,1.1367,", 209.64)]
    public void Run_PriceOfThePriceVerb_GivesTheVolatilityBack(string option, double volatilityPct)
    {
        var priced = CsvRun.Price(FormattableString.Invariant($"{Header[..^5]}mark_iv_pct\n{option}{volatilityPct}")).Rows[0];

        var row = Assert.Single(CsvRun.Iv($"{Header}\n{option}{priced["mark_price"]}").Rows);

        Assert.Equal("", row["reason"]);
        Assert.Equal(volatilityPct, CsvRun.Number(row, "iv_pct"), 1e-11);
    }

    /// <summary>
    /// A mark price is on the venue's grid and its volatility has two digits: the volatility lies between those of the price a tick of
    /// 0.0001 below and above for nearly all marks, and within the largest known error of a mark for all.
    /// </summary>
    [Fact]
    public void Run_RecordedMarkPrices_GiveTheMarkVolatilityWithinTheRounding()
    {
        const double HalfDigit = 0.005 + 1e-9;
        const double Tick = 1e-4;
        var tickers = CsvRun.Parse(CsvRun.RecordedTickers());
        var solved = Solve(tickers, 0.0);
        var within = Count(tickers, Solve(tickers, -Tick), Solve(tickers, Tick), HalfDigit);
        var withinLargest = Count(tickers, Solve(tickers, -1.1e-3), Solve(tickers, 1.1e-3), HalfDigit);

        Assert.True(tickers.Count > 4_000);
        Assert.Equal(tickers.Count, withinLargest);
        Assert.True(within >= tickers.Count * 0.97, $"{within} of {tickers.Count} within a tick");
        Assert.All(solved, row => Assert.NotEqual(row["iv_pct"].Length == 0, row["reason"].Length == 0));
        Assert.True(solved.Count(row => row["reason"].Length == 0) > tickers.Count * 0.8);
    }

    [Fact]
    public void Run_WrongRows_AreReportedAndTheOthersSolved()
    {
        var run = CsvRun.Iv($"{Header}\nBTC-27FEB26-100000-C,1768912242068,91467.89,cheap\nBTC-27FEB26-100000-C,1768912242068,91467.89,0.0173\n");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal("some.csv:2: price is \"cheap\": expected a number or nothing", Assert.Single(run.Errors));
        Assert.Equal(37.94, CsvRun.Number(Assert.Single(run.Rows), "iv_pct"), 0.1);
    }

    private static List<Dictionary<string, string>> Solve(List<Dictionary<string, string>> tickers, double shift)
    {
        var lines = tickers.Select(row => FormattableString.Invariant(
            $"{row["instrument_name"]},{row["timestamp_ms"]},{row["underlying_price"]},{CsvRun.Number(row, "mark_price") + shift:R}"));
        var run = CsvRun.Iv($"{Header}\n{string.Join('\n', lines)}");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(tickers.Count, run.Rows.Count);
        return run.Rows;
    }

    private static int Count(
        List<Dictionary<string, string>> tickers, List<Dictionary<string, string>> low, List<Dictionary<string, string>> high, double margin)
    {
        var count = 0;
        for (var i = 0; i < tickers.Count; i++)
        {
            var mark = CsvRun.Number(tickers[i], "mark_iv_pct");
            count += Bound(low[i]) - margin <= mark && mark <= Bound(high[i]) + margin ? 1 : 0;
        }

        return count;
    }

    private static double Bound(Dictionary<string, string> row) => row["reason"] switch
    {
        "" => CsvRun.Number(row, "iv_pct"),
        "above_bound" => double.PositiveInfinity,
        _ => 0.0,
    };
}
