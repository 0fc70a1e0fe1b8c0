using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Tests.Pricing;

public sealed class PriceCommandTests
{
    private const string Header = "instrument_name,timestamp_ms,underlying_price,mark_iv_pct";

    /// <summary>Published numbers, and the largest error which their rounding leaves, to two digits, BTC then ETH.</summary>
    private static readonly (string Column, double BtcMax, double EthMax)[] s_limits =
    [
        ("mark_price", 1.1e-3, 2.7e-4), ("delta", 1.0e-4, 9.1e-5), ("gamma", 5.1e-6, 5.4e-6), ("vega", 0.037, 2.6e-4), ("theta", 1.8, 0.020),
        ("rho", 0.023, 6.7e-5),
    ];

    [Theory]
    [InlineData("BTC-21JAN26-91000-C,1768912207359,91074.255,39.58", 0.0079, 0.52114, 0.00023, 17.1183, -338.81233, 1.04058)]
    [InlineData("BTC-21JAN26-88000-P,1768912207359,91074.255,53.16", 0.001, -0.08353, 0.00007, 6.59962, -88.07944, -0.17131)]
    [InlineData("BTC-22JAN26-86000-P,1768912210521,91102.1552,54.47", 0.0011, -0.06418, 0.00004, 8.06024, -99.2503, -0.29528)]
    [InlineData("BTC-30JAN26-90000-C,1768912225955,91161.93,39.32", 0.0324, 0.59143, 0.00007, 58.05742, -116.3132, 13.69977)]
    [InlineData("BTC-27FEB26-100000-C,1768912242068,91467.89,37.94", 0.0173, 0.25166, 0.00003, 93.88235, -47.10058, 22.20671)]
    [InlineData("BTC-25DEC26-60000-P,1768912280337,95494.43,52.89", 0.0389, -0.12164, 0.0, 185.81534, -14.50223, -142.30041)]
    [InlineData("BTC-25MAR22-30000-C,1626993722929,33420.42,81.9", 0.3037669, 0.69025, 0.00002, 96.6411, -16.12758, 86.83581)]
    [InlineData("BTC-24SEP21-34000-P,1626993722931,32366.75,76.57", 0.15670957, -0.4979, 4e-5, 53.80944, -32.50023, -36.79578)]
    [InlineData("ETH-9APR21-1950-C,1617644856302,2115.89,78.74", 0.084155, 0.8609, 0.00134, 0.46511, -5.09811, 0.16173)]
    public void Run_TickersOfTheVenue_AgreesWithinItsRounding(
        string line, double mark, double delta, double gamma, double vega, double theta, double rho)
    {
        var run = CsvRun.Price($"{Header}\n{line}\n");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        Assert.Equal(Header + ",mark_price,delta,gamma,vega,theta,rho,delta_net,vanna,volga,charm,speed", run.Header);
        var row = Assert.Single(run.Rows);
        Assert.Equal(line, string.Join(',', Header.Split(',').Select(column => row[column])));
        double[] published = [mark, delta, gamma, vega, theta, rho];
        for (var i = 0; i < published.Length; i++)
        {
            var (column, btcMax, ethMax) = s_limits[i];
            Assert.Equal(published[i], CsvRun.Number(row, column), line.StartsWith("BTC", StringComparison.Ordinal) ? btcMax : ethMax);
        }

        Assert.Equal(CsvRun.Number(row, "delta") - CsvRun.Number(row, "mark_price"), CsvRun.Number(row, "delta_net"), 1e-14);
    }

    [Fact]
    public void Run_TickerOfALinearOption_IsPricedInQuoteCurrency()
    {
        var row = Assert.Single(CsvRun.Price($"{Header}\nMATIC_USDC-9MAR24-1d02-C,1709809020064,1.1367,209.64").Rows);

        (string Column, double Published, double HalfUnit)[] expected =
        [
            ("mark_price", 0.139, 5e-5), ("delta", 0.7869, 5e-6), ("gamma", 1.70098, 5e-5), ("vega", 0.00024, 5e-6), ("theta", -0.01323, 5e-6),
            ("rho", 4e-5, 5e-6),
        ];
        foreach (var (column, published, halfUnit) in expected)
        {
            Assert.Equal(published, CsvRun.Number(row, column), halfUnit);
        }

        Assert.Equal(row["delta"], row["delta_net"]);
    }

    [Fact]
    public void Run_EveryRecordedTicker_AgreesWithinTheVenuesRounding()
    {
        var text = CsvRun.RecordedTickers();
        var published = CsvRun.Parse(text);
        var run = CsvRun.Price(text);

        Assert.Equal(0, run.ExitCode);
        Assert.True(published.Count > 4_000);
        Assert.Equal(published.Count, run.Rows.Count);
        foreach (var (recorded, row) in published.Zip(run.Rows))
        {
            var isBtc = recorded["instrument_name"].StartsWith("BTC", StringComparison.Ordinal);
            foreach (var (column, btcMax, ethMax) in s_limits)
            {
                var max = isBtc ? btcMax : ethMax;
                var halfDigit = 0.05 * Math.Pow(10.0, Math.Floor(Math.Log10(max)));
                Assert.Equal(CsvRun.Number(recorded, column), CsvRun.Number(row, column), max + halfDigit);
            }
        }

        Assert.All(run.Rows, row => Assert.DoesNotContain(row.Values, value => value is "NaN" or "-0" or ""));
    }

    /// <summary>The columns that the venue does not publish are slopes of the columns that it does.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("0.05")]
    public void Run_HigherGreeks_AreSlopesOfTheLower(string rate)
    {
        const long Time = 1768912242068;
        const double Forward = 91467.89;
        const double Volatility = 37.94;
        const double Millis = 600_000.0;
        var lines = new[]
        {
            (0.0, 0.0, 0.0), (0.0, 1e-3, 0.0), (0.0, -1e-3, 0.0), (0.0, 0.0, Millis), (0.0, 0.0, -Millis), (1.0, 0.0, 0.0), (-1.0, 0.0, 0.0),
        }.Select(shift => FormattableString.Invariant(
            $"BTC-27FEB26-100000-C,{Time + (long)shift.Item3},{Forward + shift.Item1:R},{Volatility + shift.Item2:R},{rate}"));

        var rows = CsvRun.Price($"{Header},interest_rate\n{string.Join('\n', lines)}").Rows;

        double Slope(int up, string column, double width) =>
            (CsvRun.Number(rows[up], column) - CsvRun.Number(rows[up + 1], column)) / width;
        void Check(string column, double slope, double tolerance) =>
            Assert.Equal(1.0, CsvRun.Number(rows[0], column) / slope, tolerance);
        Check("vanna", Slope(1, "delta", 2e-3), 1e-6);
        Check("volga", Slope(1, "vega", 2e-3), 1e-6);
        Check("charm", Slope(3, "delta", 2.0 * Millis / 86_400_000.0), 1e-6);
        Check("speed", Slope(5, "gamma", 2.0), 1e-6);
        Check("gamma", Slope(5, "delta", 2.0), 1e-6);
    }

    [Fact]
    public void Run_InterestRate_DiscountsOnTheSameForward()
    {
        const string Row = "BTC-27FEB26-100000-C,1768912242068,91467.89,37.94";
        var run = CsvRun.Price($"{Header},interest_rate\n{Row},0.05\n{Row},0\n{Row},\n");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["0.05", "0", ""], run.Rows.Select(row => row["interest_rate"]));
        var years = (DateTimeOffset.Parse("2026-02-27T08:00:00Z").ToUnixTimeMilliseconds() - 1768912242068) / 31_536_000_000.0;
        foreach (var column in new[] { "mark_price", "delta", "gamma", "vega", "delta_net", "speed" })
        {
            Assert.Equal(Math.Exp(-0.05 * years), CsvRun.Number(run.Rows[0], column) / CsvRun.Number(run.Rows[1], column), 1e-12);
            Assert.Equal(run.Rows[1][column], run.Rows[2][column]);
        }
    }

    [Fact]
    public void Run_ColumnsInAnotherOrderWithOthers_AreFoundByName()
    {
        var run = CsvRun.Price(
            "mark_iv_pct,note,underlying_price, instrument_name ,timestamp_ms\r\n37.94,x,91467.89,BTC-27FEB26-100000-C,1768912242068\r\n\r\n");

        Assert.Equal(0, run.ExitCode);
        var plain = CsvRun.Price($"{Header}\nBTC-27FEB26-100000-C,1768912242068,91467.89,37.94");
        Assert.Equal(plain.Header, run.Header);
        Assert.Equal(plain.Rows[0], run.Rows[0]);
    }

    [Fact]
    public void Run_ExpiredOrWithoutVolatility_IsIntrinsic()
    {
        var run = CsvRun.Price($"{Header}\nBTC-27FEB26-50000-C,1779999999999,100000,37.94\nBTC-27FEB26-50000-P,1768912242068,100000,0");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["0.5", "0"], run.Rows.Select(row => row["mark_price"]));
        Assert.Equal(["1", "0"], run.Rows.Select(row => row["delta"]));
        Assert.Equal(["0", "0"], run.Rows.Select(row => row["theta"]));
    }

    [Fact]
    public void Run_WrongRows_AreAllReportedAndTheOthersPriced()
    {
        const string Good = "BTC-27FEB26-100000-C,1768912242068,91467.89,37.94";
        var run = CsvRun.Price(string.Join('\n',
            Header, Good, "BTC-PERPETUAL,1768912242068,91467.89,37.94", "BTC-27FEB26-100000-C,1.5,0,-1", "a,b", Good,
            "BTC-27FEB26-100000-C,1768912242068,91467.89,NaN", "BTC-27FEB26-100000-C,1768912242068,1e308,1e-300"));

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(2, run.Rows.Count(row => row["mark_iv_pct"] == "37.94"));
        Assert.Equal(
            [
                "some.csv:3: instrument_name is \"BTC-PERPETUAL\": expected an option's name like BTC-27FEB26-100000-C or XRP_USDC-30JUN23-0d625-P",
                "some.csv:4: timestamp_ms is \"1.5\": expected whole milliseconds since 1970 UTC",
                "some.csv:4: underlying_price is \"0\": expected a number above 0",
                "some.csv:4: mark_iv_pct is \"-1\": expected a number from 0",
                "some.csv:5: 2 fields: expected 4, as in the header",
                "some.csv:7: mark_iv_pct is \"NaN\": expected a number from 0",
            ],
            run.Errors.Take(6));
    }

    [Theory]
    [InlineData("", "some.csv:1: no header: expected the columns ")]
    [InlineData("strike,price\n1,2", "some.csv:1: header \"strike,price\" is without instrument_name, timestamp_ms, underlying_price, mark_iv_pct: expected")]
    [InlineData("instrument_name,timestamp_ms,underlying_price", "is without mark_iv_pct: expected the columns " + Header + "[,interest_rate]")]
    [InlineData(Header + ",interest_rate,interest_rate", "is with interest_rate twice: expected")]
    public void Run_WrongHeader_SaysWhatWasFoundAndExpected(string text, string expected)
    {
        var run = CsvRun.Price(text);

        Assert.Equal(3, run.ExitCode);
        Assert.Empty(run.Rows);
        Assert.Contains(expected, Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Program_File_IsPricedAndItsMistakesNamed()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"{Header}\nBTC-27FEB26-100000-C,1768912242068,91467.89,37.94\nBTC-27FEB26-100000-C,1768912242068,91467.89,high\n");

            var (exit, output, errors) = HedgerProcess.Run(["price", path]);

            Assert.Equal(3, exit);
            Assert.Equal($"{path}:3: mark_iv_pct is \"high\": expected a number from 0", errors.Trim());
            var row = Assert.Single(CsvRun.Parse(output));
            var input = new OptionInput(OptionKind.Call, 91467.89, 100000, (1772179200000 - 1768912242068) / 31_536_000_000.0, 0.3794);
            Black76.Evaluate(in input, out var greeks);
            Assert.Equal(greeks.Delta, CsvRun.Number(row, "delta"), 1e-14);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("price /nowhere", 3, "/nowhere: expected a file that exists")]
    [InlineData("iv /nowhere", 3, "/nowhere: expected a file that exists")]
    [InlineData("price README.md", 3, "README.md:1: header")]
    [InlineData("iv README.md", 3, "README.md:1: header")]
    [InlineData("price", 2, "see: hedger price --help")]
    public void Program_BadInput_IsNamed(string arguments, int expectedExit, string expected)
    {
        var (exit, output, errors) = HedgerProcess.Run(arguments);

        Assert.Equal(expectedExit, exit);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
