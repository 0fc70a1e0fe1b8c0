using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.App.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Pricing;

/// <summary>What a command made of a text: rows by column, read without the production code.</summary>
internal sealed record CsvRun(int ExitCode, string Header, List<Dictionary<string, string>> Rows, string[] Errors)
{
    private const string Recording = "deribit_chains/greeks_golden_visible.csv.gz";

    public static CsvRun Price(string text) => Run(PriceCommand.Run, text);

    public static CsvRun Iv(string text) => Run(IvCommand.Run, text);

    public static double Number(Dictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);

    /// <summary>The venue's recorded tickers as CSV; the test is skipped without them.</summary>
    public static string RecordedTickers()
    {
        var path = Recordings.Find(Recording);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(Recording));
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    public static List<Dictionary<string, string>> Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines.Length == 0 ? [] : lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static CsvRun Run(Func<TextReader, string, TextWriter, TextWriter, int> command, string text)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var exitCode = command(new StringReader(text), "some.csv", output, errors);
        var written = output.ToString();
        return new CsvRun(
            exitCode, written.Split('\n')[0], Parse(written), errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
