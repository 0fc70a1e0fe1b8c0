using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Tests.Configuration;

public sealed class SettingTableTests
{
    [Fact]
    public void All_EveryKey_HasOneRowThatReadsItsOwnValue()
    {
        var keys = Enum.GetValues<SettingKey>().Where(key => key != SettingKey.None).Distinct();
        Assert.Equal(keys.Order(), SettingTable.All.Select(setting => setting.Key).Order());
        Assert.Equal(SettingTable.All.Count, SettingTable.ByPath.Count);

        // A row that reads a neighbour's property would not see its own change: the path's last word names the property.
        var config = CoreHarness.DefaultConfig();
        foreach (var setting in SettingTable.All)
        {
            var property = setting.Path.Split('.')[^1] switch
            {
                "lowerWidthCoins" => "bandLowerCoins",
                "upperWidthCoins" => "bandUpperCoins",
                "minIntervalMillis" => "minHedgeIntervalMillis",
                "name" => "kind",
                var same => same,
            };
            var section = setting.IsOfUnderlying ? "underlyings" : setting.Path.StartsWith("limits.", StringComparison.Ordinal) ? "risk" : "orders";
            var json = JsonDocument.Parse(CoreConfigJson.Serialize(config)).RootElement.GetProperty(section);
            var owner = setting.IsOfUnderlying ? json[0] : json;
            var part = setting.Path.Contains(".execution.", StringComparison.Ordinal) ? "execution"
                : setting.Path.Contains(".hedgeProgram.", StringComparison.Ordinal) ? "hedgeProgram" : "policy";
            owner = owner.TryGetProperty(property, out _) ? owner : owner.GetProperty(part);
            var value = owner.GetProperty(property);
            var expected = value.ValueKind switch
            {
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                JsonValueKind.String when property == "mode" => (int)Enum.Parse<ExecutionMode>(value.GetString()!),
                JsonValueKind.String => (int)Enum.Parse<PolicyKind>(value.GetString()!),
                _ => value.GetDouble(),
            };
            Assert.Equal(expected, setting.Read(config, 0));
        }
    }

    [Fact]
    public void IsInRange_DefaultsOfAConfiguration_AreInside()
    {
        var config = CoreHarness.DefaultConfig();
        Assert.All(SettingTable.All, setting => Assert.True(setting.IsInRange(setting.Read(config, 0)), setting.Path));
        Assert.All(SettingTable.All, setting => Assert.False(setting.IsInRange(double.NaN), setting.Path));
        Assert.All(SettingTable.All, setting => Assert.False(setting.IsInRange(setting.Ceiling + 1), setting.Path));
        Assert.All(SettingTable.All, setting => Assert.False(setting.IsInRange(double.PositiveInfinity), setting.Path));
    }
}
