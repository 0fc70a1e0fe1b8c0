using System.Collections;
using System.Text;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Tests.Configuration;

public sealed class ConfigLoaderTests
{
    private const string Valid = """
        {
          // the one that the tests start from
          "venue": { "environment": "simulator", "url": "ws://127.0.0.1:1/ws/api/v2" },
          "underlyings": [
            {
              "index": "btc_usd", "currency": "BTC", "hedgeInstrument": "BTC-PERPETUAL",
              "policy": { "lowerWidthCoins": 0.25, "upperWidthCoins": 0.5 },
              "maxOrderAmount": 100000, "maxNetDeltaCoins": 20,
            }
          ],
          "threads": { "hotCpus": ["0", "1"] }
        }
        """;

    [Fact]
    public void Load_ValidFile_HasEveryValueAndItsOrigin()
    {
        var (values, problems) = Load(Valid);

        Assert.Empty(problems);
        Assert.Equal(0.25, values.Number("underlyings[0].policy.lowerWidthCoins"));
        Assert.Equal("test.json:7", values.Find("underlyings[0].policy.lowerWidthCoins")!.Origin);
        Assert.Equal("default", values.Find("limits.maxOrderNotionalUsd")!.Origin);
        Assert.Equal(["0", "1"], values.Items("threads.hotCpus"));
        Assert.Equal("band", values.Text("underlyings[0].policy.name"));
    }

    [Fact]
    public void Load_SeveralMistakes_ReportsAllWithLineAndNearestName()
    {
        var text = Valid
            .Replace("\"environment\": \"simulator\"", "\"environment\": \"simulater\"", StringComparison.Ordinal)
            .Replace("\"lowerWidthCoins\": 0.25", "\"lowerWidthCoin\": 0.25", StringComparison.Ordinal)
            .Replace("\"maxNetDeltaCoins\": 20", "\"maxNetDeltaCoins\": \"20\"", StringComparison.Ordinal);

        var (_, problems) = Load(text);

        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, p => p is { Line: 3, Key: "venue.environment", Nearest: "simulator" });
        Assert.Contains(problems, p => p is { Line: 7, Nearest: "underlyings[].policy.lowerWidthCoins" });
        Assert.Contains(problems, p => p is { Line: 8, Key: "underlyings[0].maxNetDeltaCoins", Value: "\"20\"" });
    }

    [Theory]
    [InlineData("{", 1, "valid JSON")]
    [InlineData("[]", 1, "a JSON object")]
    [InlineData("{}", 0, "at least one underlying")]
    [InlineData("{ \"venue\": {}, \"venue\": {} }", 1, "each key once")]
    [InlineData("{ \"underlyings\": [ { \"index\": \"btc_usd\" } ] }", 0, "a text")]
    public void Load_BrokenFile_SaysWhatIsExpected(string text, int line, string expected)
    {
        var (_, problems) = Load(text);

        Assert.Contains(problems, p => p.Line == line && p.Expected.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_FileMissing_IsAProblemNotAnException()
    {
        var (_, problems) = ConfigLoader.Load("/nowhere/hedger.json", new Hashtable());

        Assert.Contains("/nowhere/hedger.json", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EnvironmentVariable_OverridesTheFileAndSaysSo()
    {
        var (values, problems) = Load(Valid, ("HEDGER__UNDERLYINGS__0__POLICY__LOWERWIDTHCOINS", "0.75"), ("HEDGER__THREADS__LAYOUT", "dedicated"));

        Assert.Empty(problems);
        Assert.Equal(0.75, values.Number("underlyings[0].policy.lowerWidthCoins"));
        Assert.Equal("environment HEDGER__THREADS__LAYOUT", values.Find("threads.layout")!.Origin);
    }

    [Fact]
    public void Load_UnknownEnvironmentVariable_IsReportedWithTheNearestKey()
    {
        var (_, problems) = Load(Valid, ("HEDGER__LIMITS__MAXSPREADBP", "5"));

        Assert.Equal("limits.maxSpreadBps", Assert.Single(problems).Nearest);
    }

    [Theory]
    [InlineData("limits.maxSpreadBps", "0")]
    [InlineData("limits.orderBurst", "1.5")]
    [InlineData("limits.orderBurst", "201")]
    [InlineData("limits.mustReduceDelta", "yes")]
    public void Load_ValueOutOfItsRange_IsRefused(string key, string value)
    {
        var (_, problems) = Load(Valid, ("HEDGER__" + key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant(), value));

        Assert.Equal(key, Assert.Single(problems).Key);
    }

    [Fact]
    public void Keys_All_HaveValidDefaultsAndADocLine()
    {
        foreach (var key in ConfigSchema.Keys)
        {
            Assert.True(key.Doc.Length > 10, key.Path);
            Assert.False(key.Required && key.Default is not null, $"{key.Path} is required and has a default");
            if (key.Kind is ConfigKind.Integer or ConfigKind.Number && key.Default is { } initial)
            {
                Assert.InRange(double.Parse(initial), key.Min, key.Max);
            }

            if (key.Kind == ConfigKind.Choice)
            {
                Assert.Contains(key.Default!, key.Choices);
            }
        }
    }

    private static (ConfigValues Values, List<ConfigProblem> Problems) Load(string text, params (string Name, string Value)[] environment)
    {
        var variables = new Hashtable();
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        return ConfigLoader.Load("test.json", Encoding.UTF8.GetBytes(text), variables);
    }
}
