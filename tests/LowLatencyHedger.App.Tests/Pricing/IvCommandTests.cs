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
    /// The volatility of every mark, which has two digits, lies between those of the price a tick of the option below and above it: for all
    /// rows but two at the very forward of the row, for these at one a hundredth of a per cent away, as the mark price is older than the forward
    /// beside it by up to a second.
    /// </summary>
    [Fact]
    public void Run_RecordedMarkPrices_GiveTheMarkVolatilityWithinATick()
    {
        var tickers = CsvRun.Parse(CsvRun.RecordedTickers());
        var solved = Solve(tickers, 0, 1.0);
        var here = Solve(tickers, -1, 1.0).Zip(Solve(tickers, 1, 1.0)).ToList();
        var below = Solve(tickers, -1, 1.0 - 1e-4).Zip(Solve(tickers, 1, 1.0 - 1e-4)).ToList();
        var above = Solve(tickers, -1, 1.0 + 1e-4).Zip(Solve(tickers, 1, 1.0 + 1e-4)).ToList();

        Assert.True(tickers.Count > 4_000);
        var outside = 0;
        for (var i = 0; i < tickers.Count; i++)
        {
            var mark = CsvRun.Number(tickers[i], "mark_iv_pct");
            outside += IsWithin(mark, here[i]) ? 0 : 1;
            Assert.True(IsWithin(mark, here[i]) || IsWithin(mark, below[i]) || IsWithin(mark, above[i]), tickers[i]["instrument_name"]);
        }

        Assert.InRange(outside, 0, 2);
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

    private static List<Dictionary<string, string>> Solve(List<Dictionary<string, string>> tickers, int ticks, double forwardFactor)
    {
        var lines = tickers.Select(row => FormattableString.Invariant(
            $"{row["instrument_name"]},{row["timestamp_ms"]},{CsvRun.Number(row, "underlying_price") * forwardFactor:R},")
            + FormattableString.Invariant($"{CsvRun.Number(row, "mark_price") + (ticks * TickSize(row)):R}"));
        var run = CsvRun.Iv($"{Header}\n{string.Join('\n', lines)}");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(tickers.Count, run.Rows.Count);
        return run.Rows;
    }

    /// <summary>Until 2021 one tick; later a finer one below 0.005.</summary>
    private static double TickSize(Dictionary<string, string> row)
    {
        const double Year2022UtcMillis = 1_640_995_200_000;
        return CsvRun.Number(row, "timestamp_ms") >= Year2022UtcMillis && CsvRun.Number(row, "mark_price") < 0.005 ? 0.0001 : 0.0005;
    }

    private static bool IsWithin(double markVolatilityPct, (Dictionary<string, string> Low, Dictionary<string, string> High) bounds)
    {
        const double HalfDigit = 0.005 + 1e-9;
        return Bound(bounds.Low) - HalfDigit <= markVolatilityPct && markVolatilityPct <= Bound(bounds.High) + HalfDigit;
    }

    private static double Bound(Dictionary<string, string> row) => row["reason"] switch
    {
        "" => CsvRun.Number(row, "iv_pct"),
        "above_bound" => double.PositiveInfinity,
        _ => 0.0,
    };
}
