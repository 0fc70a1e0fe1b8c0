using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Core.Tests.Configuration;

public sealed class CoreConfigTests
{
    [Fact]
    public void Serialize_ThereAndBack_GivesSameBytes()
    {
        var config = CoreHarness.DefaultConfig();
        var json = CoreConfigJson.Serialize(config);
        var again = CoreConfigJson.Deserialize(json);

        Assert.Equal(json, CoreConfigJson.Serialize(again));
        Assert.Equal("BTC-PERPETUAL", again.Underlyings[0].HedgeInstrument);
        Assert.Empty(again.Validate());
        Assert.Contains("\"numeraire\":\"Coin\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Volatility_ThereAndBack_IsTheSame()
    {
        var config = CoreHarness.DefaultConfig();
        var volatility = new VolatilitySettings
        {
            Source = VolatilitySource.Svi, Delta = DeltaModel.Stickiness, SkewStickiness = 0.5, RefitIntervalMillis = 2_000,
        };
        config = config with { Underlyings = [config.Underlyings[0] with { Volatility = volatility }] };
        Assert.Empty(config.Validate());
        Assert.Equal(volatility, CoreConfigJson.Deserialize(CoreConfigJson.Serialize(config)).Underlyings[0].Volatility);
    }

    [Fact]
    public void Validate_VolatilityThatMakesNoSense_IsRefused()
    {
        var config = CoreHarness.DefaultConfig();
        VolatilitySettings[] bad =
        [
            new() { Delta = DeltaModel.Stickiness, SkewStickiness = 2.1 }, new() { Delta = DeltaModel.Stickiness, SkewStickiness = double.NaN },
            new() { SkewStickiness = 0 }, new() { Delta = DeltaModel.MinimumVariance, SkewStickiness = 0.5 },
            new() { RefitIntervalMillis = 10 }, new() { Source = (VolatilitySource)9 }, new() { Delta = (DeltaModel)9 },
        ];
        foreach (var volatility in bad)
        {
            var problem = Assert.Single((config with { Underlyings = [config.Underlyings[0] with { Volatility = volatility }] }).Validate());
            Assert.Contains("volatility.", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Deserialize_UnknownName_IsRefused()
    {
        Assert.Throws<JsonException>(() => CoreConfigJson.Deserialize("""{"epoc":1}"""u8));
    }

    [Fact]
    public void Validate_Defaults_AskForWhatMustBeSet()
    {
        var problems = new CoreConfig().Validate();
        Assert.Contains(problems, problem => problem.Contains("underlyings", StringComparison.Ordinal));
        var bare = (new CoreConfig { Underlyings = [new UnderlyingConfig()] }).Validate();
        Assert.Contains(bare, problem => problem.Contains("maxOrderAmount", StringComparison.Ordinal));
        Assert.Contains(bare, problem => problem.Contains("maxNetDeltaCoins", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_NumbersThatAreNone_AreRefused()
    {
        var config = CoreHarness.DefaultConfig();
        Assert.NotEmpty((config with { Epoch = 0 }).Validate());
        Assert.NotEmpty((config with { Risk = config.Risk with { MaxSpreadBps = double.NaN } }).Validate());
        Assert.NotEmpty(
            (config with { Underlyings = [config.Underlyings[0] with { MaxOrderAmount = double.PositiveInfinity }] }).Validate());
        Assert.NotEmpty((config with { Underlyings = [config.Underlyings[0] with { BandUpperCoins = double.NaN }] }).Validate());
        Assert.NotEmpty(
            (config with { Underlyings = [config.Underlyings[0] with { Numeraire = Numeraire.Usd, SettlementCurrency = "" }] }).Validate());
        Assert.NotEmpty((config with { Underlyings = [config.Underlyings[0], config.Underlyings[0]] }).Validate());
        Assert.Throws<ArgumentException>(() => new HedgeCore(config with { Epoch = 0 }));
    }
}
