namespace LowLatencyHedger.Telemetry.Tests;

public sealed class PercentileReportTests
{
    [Fact]
    public void Write_FourValues_IsTheDistributionTextToTheCharacter()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 4; i++)
        {
            histogram.Record(i);
        }

        const string Expected = """
                   Value     Percentile TotalCount 1/(1-Percentile)

                   1.000 0.000000000000          1           1.00
                   1.000 0.100000000000          1           1.11
                   1.000 0.200000000000          1           1.25
                   2.000 0.300000000000          2           1.43
                   2.000 0.400000000000          2           1.67
                   2.000 0.500000000000          2           2.00
                   3.000 0.550000000000          3           2.22
                   3.000 0.600000000000          3           2.50
                   3.000 0.650000000000          3           2.86
                   3.000 0.700000000000          3           3.33
                   3.000 0.750000000000          3           4.00
                   4.000 0.775000000000          4           4.44
                   4.000 1.000000000000          4
            #[Mean    =        2.500, StdDeviation   =        1.118]
            #[Max     =        4.000, Total count    =            4]
            #[Buckets =           32, SubBuckets     =         2048]

            """;
        Assert.Equal(Expected, Text(histogram, 1));
    }

    [Fact]
    public void Write_Empty_HasHeaderAndFooterOnly()
    {
        Assert.Equal(5, Text(new LatencyHistogram(), 1000).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Write_ManyValues_LevelsAndValuesRiseToTheMaximum()
    {
        var histogram = new LatencyHistogram();
        for (var i = 0L; i < 100_000; i++)
        {
            histogram.Record(i * i);
        }

        var lines = Text(histogram, 1000).Split('\n').Skip(2).TakeWhile(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse).ToArray()).ToList();
        Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.True(pair.First[0] <= pair.Second[0] && pair.First[1] < pair.Second[1]));
        Assert.All(lines, line => Assert.Equal(histogram.ValueAtPercentile(line[1] * 100) / 1000.0, line[0], 3));
        Assert.Equal((1.0, 100_000.0), (lines[^1][1], lines[^1][2]));
    }

    private static string Text(LatencyHistogram histogram, double nanosPerUnit)
    {
        var writer = new StringWriter { NewLine = "\n" };
        PercentileReport.Write(histogram, writer, nanosPerUnit);
        return writer.ToString();
    }
}
