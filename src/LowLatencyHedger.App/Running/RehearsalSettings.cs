using System.Globalization;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// The settings of a run, made into those of a rehearsal: the same threads, rings, transport, policies and volatilities, with the simulated
/// venue's address and names, files of their own, and limits so wide that nothing but the venue holds orders back.
/// </summary>
internal static class RehearsalSettings
{
    private static readonly (string Index, string Currency, string Instrument)[] s_coins =
        [("btc_usd", "BTC", "BTC-PERPETUAL"), ("eth_usd", "ETH", "ETH-PERPETUAL")];

    /// <summary>Where wide open is not the top of the range.</summary>
    private static readonly Dictionary<string, string> s_open = new()
    {
        ["limits.maxLossUsd"] = "0",
        ["limits.maxDailyLossUsd"] = "0",
        ["limits.maxDrawdownUsd"] = "0",
        ["limits.duplicateWindowMillis"] = "0",
        ["limits.minAvailableFundsPct"] = "0",
        ["limits.minDiskFreeMebibytes"] = "0",
        ["limits.expiryBlackoutBeforeSeconds"] = "0",
        ["limits.expiryBlackoutAfterSeconds"] = "0",
        ["reconcile.intervalMillis"] = "50",
        ["protections.acceptMainAccount"] = "true",
        ["venue.environment"] = "simulator",
        ["log.rotateMebibytes"] = "1",
        ["telemetry.logIntervalMillis"] = "10",
        ["journal.keepDays"] = "0",
        ["journal.keepMebibytes"] = "0",
    };

    public static ConfigValues From(ConfigValues run, Uri venue, string journal, string directory)
    {
        var changed = new Dictionary<string, string>(s_open)
        {
            ["venue.url"] = venue.ToString(),
            ["journal.directory"] = journal,
            ["telemetry.file"] = Path.Combine(directory, "telemetry.bin"),
            ["control.directory"] = directory,
            ["log.file"] = Path.Combine(directory, "hedger.log"),
        };
        foreach (var (path, value) in OpenLimits())
        {
            changed[path] = value;
        }

        var underlyings = Math.Min(run.UnderlyingCount, s_coins.Length);
        for (var i = 0; i < underlyings; i++)
        {
            var at = $"underlyings[{i}].";
            changed[at + "index"] = s_coins[i].Index;
            changed[at + "currency"] = s_coins[i].Currency;
            changed[at + "hedgeInstrument"] = s_coins[i].Instrument;
            changed[at + "policy.lowerWidthCoins"] = "0.005";
            changed[at + "policy.upperWidthCoins"] = "0.005";
            changed[at + "policy.targetDeltaCoins"] = "0";
            changed[at + "policy.minIntervalMillis"] = "0";
            changed[at + "maxOrderAmount"] = "1000000";
            changed[at + "maxNetDeltaCoins"] = "100000";
            changed[at + "maxCrossBps"] = "20";
            changed[at + "maxSlippageBps"] = "30";
            changed[at + "deltaToleranceFraction"] = "1";
        }

        var values = run.With(changed.Select(pair => new ConfigValue(KeyOf(pair.Key), pair.Key, pair.Value, [], "rehearsal")));
        values.UnderlyingCount = underlyings;
        return values;
    }

    /// <summary>Every limit and wait at the end of its range where it holds back least, by path.</summary>
    public static IEnumerable<(string Path, string Value)> OpenLimits()
    {
        foreach (var setting in SettingTable.All.Where(setting => !setting.IsOfUnderlying && setting.Unit != SettingUnit.Switch))
        {
            var isWait = setting.Path.StartsWith("orders.", StringComparison.Ordinal);
            var widest = (isWait ? setting.Min : setting.Ceiling).ToString("R", CultureInfo.InvariantCulture);
            yield return (setting.Path, s_open.GetValueOrDefault(setting.Path, widest));
        }
    }

    private static ConfigKey KeyOf(string path)
    {
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        return ConfigSchema.ByPath[bracket < 0 ? path : $"{path[..bracket]}[]{path[(bracket + 3)..]}"];
    }
}
