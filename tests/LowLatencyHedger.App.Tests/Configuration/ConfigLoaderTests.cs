using System.Collections;
using System.Text;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Core.Configuration;

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
        Assert.Equal("two-threshold", values.Text("underlyings[0].policy.name"));
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

    [Theory]
    [InlineData("\"limit\": {}", "limit", "limits")]
    [InlineData("\"venue\": { \"x\": {} }", "venue.x", null)]
    [InlineData("\"limits\": { \"deep\": { \"deeper\": { \"deepest\": 1 } } }", "limits.deep.deeper.deepest", null)]
    [InlineData("\"limits\": { \"bookMaxAgeSeconds\": 1 }", "limits.bookMaxAgeSeconds", "limits.bookMaxAgeMillis")]
    [InlineData("\"Limits\": { \"maxSpreadBps\": 1 }", "Limits.maxSpreadBps", "limits.maxSpreadBps")]
    [InlineData("\"threads\": { \"hotCpus\": [[\"1\"]] }", "threads.hotCpus", null)]
    public void Load_UnknownKeyAtAnyDepth_IsNamed(string json, string key, string? nearest)
    {
        var (_, problems) = Load(Valid.Replace("\"threads\": { \"hotCpus\": [\"0\", \"1\"] }", json, StringComparison.Ordinal)
            .Replace("\"venue\": { \"environment\": \"simulator\", \"url\"", "\"venue\": { \"url\"", StringComparison.Ordinal));

        Assert.Contains(problems, problem => problem.Key == key && (nearest is null || problem.Nearest == nearest));
    }

    [Theory]
    [InlineData("\"limits\": 5", "limits", "a section")]
    [InlineData("\"limits\": null", "limits", "a section")]
    [InlineData("\"limits\": []", "limits", "a section")]
    [InlineData("\"limits\": { \"maxSpreadBps\": null }", "limits.maxSpreadBps", "a number")]
    [InlineData("\"limits\": { \"maxSpreadBps\": \"5 bps\" }", "limits.maxSpreadBps", "a number")]
    [InlineData("\"limits\": { \"maxSpreadBps\": true }", "limits.maxSpreadBps", "a number")]
    [InlineData("\"limits\": { \"maxSpreadBps\": 1e999 }", "limits.maxSpreadBps", "a number")]
    [InlineData("\"limits\": { \"maxSpreadBps\": -1 }", "limits.maxSpreadBps", "a number from 0.1")]
    [InlineData("\"limits\": { \"orderBurst\": 1.5 }", "limits.orderBurst", "a whole number")]
    [InlineData("\"limits\": { \"mustReduceDelta\": 1 }", "limits.mustReduceDelta", "true or false")]
    [InlineData("\"limits\": { \"mustReduceDelta\": \"true\" }", "limits.mustReduceDelta", "true or false")]
    [InlineData("\"limits\": { \"maxSpreadBps\": {} }", "limits.maxSpreadBps", "a known section")]
    [InlineData("\"limits\": { \"orderBurst\": 1, \"orderBurst\": 2 }", "limits.orderBurst", "each key once")]
    public void Load_WrongTypeRangeOrForm_SaysWhatIsExpectedAndWhere(string json, string key, string expected)
    {
        var (_, problems) = Load(Valid.Replace("\"threads\": { \"hotCpus\": [\"0\", \"1\"] }", json, StringComparison.Ordinal));

        var problem = Assert.Single(problems);
        Assert.Equal((key, 11), (problem.Key, problem.Line));
        Assert.Contains(expected, problem.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("[5]")]
    [InlineData("[]")]
    public void Load_UnderlyingsThatAreNoListOfSections_IsAProblem(string underlyings)
    {
        var (_, problems) = Load("{ \"underlyings\": " + underlyings + " }");

        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Load_MistakesOfEveryKindAtOnce_ReportsAll()
    {
        var text = Valid
            .Replace("\"currency\": \"BTC\", ", "", StringComparison.Ordinal)
            .Replace("\"upperWidthCoins\": 0.5", "\"upperWidthCoins\": 0", StringComparison.Ordinal)
            .Replace("\"maxNetDeltaCoins\": 20", "\"maxNetDeltaCoin\": 20", StringComparison.Ordinal)
            .Replace("\"threads\": {", "\"limits\": { \"orderBurst\": 0, \"nonsense\": 1 }, \"threads\": {", StringComparison.Ordinal);

        var (_, problems) = Load(text);

        Assert.Equal(
            ["limits.nonsense", "limits.orderBurst", "underlyings[0].currency", "underlyings[0].maxNetDeltaCoin", "underlyings[0].policy.upperWidthCoins"],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.True(problem.Line > 0 || problem.Key == "underlyings[0].currency", problem.ToString()));
    }

    [Fact]
    public void Load_EnvironmentWithAnAbsurdIndex_IsAProblemAndNoMemoryIsSpent()
    {
        var (_, problems) = Load(Valid, ("HEDGER__UNDERLYINGS__2000000000__INDEX", "eth_usd"));

        Assert.Contains(problems, problem => problem.Expected.Contains("at most 64", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("simulator", "ws://127.0.0.1:8090/ws/api/v2", true)]
    [InlineData("simulator", "wss://www.deribit.com/ws/api/v2", false)]
    [InlineData("simulator", "http://127.0.0.1/", false)]
    [InlineData("simulator", "127.0.0.1:8090", false)]
    [InlineData("simulator", "ws://me:secret@127.0.0.1/", false)]
    [InlineData("testnet", "wss://test.deribit.com/ws/api/v2", true)]
    [InlineData("testnet", "wss://www.deribit.com/ws/api/v2", false)]
    [InlineData("testnet", "ws://test.deribit.com/ws/api/v2", false)]
    [InlineData("live", "wss://www.deribit.com/ws/api/v2", true)]
    [InlineData("live", "wss://test.deribit.com/ws/api/v2", false)]
    [InlineData("live", "wss://notderibit.com/ws/api/v2", false)]
    public void CrossChecks_AddressAndEnvironment_MustFit(string environment, string url, bool isValid)
    {
        var (values, problems) = Load(Valid
            .Replace("\"simulator\"", $"\"{environment}\"", StringComparison.Ordinal)
            .Replace("ws://127.0.0.1:1/ws/api/v2", url, StringComparison.Ordinal));

        Assert.Empty(problems);
        Assert.Equal(isValid, HedgerConfiguration.CrossChecks("test.json", values).All(problem => problem.Key != "venue.url"));
    }

    [Fact]
    public void CrossChecks_SecretFromTheEnvironmentOfALiveEngine_IsAProblem()
    {
        var (values, problems) = Load(Valid
            .Replace("\"simulator\"", "\"live\"", StringComparison.Ordinal)
            .Replace("\"threads\"", "\"credentials\": { \"clientSecretVariable\": \"b\" }, \"threads\"", StringComparison.Ordinal));

        Assert.Empty(problems);
        Assert.Contains(HedgerConfiguration.CrossChecks("test.json", values), problem => problem.Key == "credentials.clientSecretVariable");
    }

    [Fact]
    public void CrossChecks_SecretFromTwoPlaces_IsAProblem()
    {
        var (values, problems) = Load(Valid.Replace(
            "\"threads\"", "\"credentials\": { \"clientSecretFile\": \"a\", \"clientSecretVariable\": \"b\" }, \"threads\"", StringComparison.Ordinal));

        Assert.Empty(problems);
        Assert.Equal("credentials.clientSecretFile", Assert.Single(HedgerConfiguration.CrossChecks("test.json", values)).Key);
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
    public void Core_VolatilityKeys_ReachTheCore()
    {
        const string Key = "HEDGER__UNDERLYINGS__0__VOLATILITY__";
        var (values, problems) = Load(
            Valid, (Key + "SOURCE", "svi"), (Key + "DELTA", "stickiness"), (Key + "SKEWSTICKINESS", "0.5"), (Key + "REFITINTERVALMILLIS", "2000"));

        Assert.Empty(problems);
        Assert.Empty(HedgerConfiguration.CrossChecks("test.json", values));
        var expected = new VolatilitySettings
        {
            Source = VolatilitySource.Svi, Delta = DeltaModel.Stickiness, SkewStickiness = 0.5, RefitIntervalMillis = 2_000,
        };
        Assert.Equal(expected, HedgerConfiguration.Core(values, 1).Underlyings[0].Volatility);
    }

    [Theory]
    [InlineData("SOURCE", "svi")]
    [InlineData("DELTA", "minimumVariance")]
    public void CrossChecks_SmilesWithoutOptionTickers_AreRefused(string key, string value)
    {
        var (values, problems) = Load(Valid, ($"HEDGER__UNDERLYINGS__0__VOLATILITY__{key}", value), ("HEDGER__VENUE__OPTIONTICKERS", "none"));

        Assert.Empty(problems);
        Assert.Equal("venue.optionTickers", Assert.Single(HedgerConfiguration.CrossChecks("test.json", values)).Key);
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
