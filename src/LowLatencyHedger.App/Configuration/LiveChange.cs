using System.Globalization;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Configuration;

/// <summary>The difference between two configurations as far as it can be made while the engine runs, and what of it cannot.</summary>
/// <param name="Values">The new values of settings that may change live.</param>
/// <param name="NeedRestart">The other values that differ, as they were and as they would be; null where there is none.</param>
internal sealed record LiveChange(IReadOnlyList<ConfigValue> Values, IReadOnlyList<(ConfigValue? Before, ConfigValue? After)> NeedRestart)
{
    public static LiveChange Between(ConfigValues before, ConfigValues after)
    {
        var values = new List<ConfigValue>();
        var needRestart = new List<(ConfigValue?, ConfigValue?)>();
        foreach (var path in before.All.Concat(after.All).Select(value => value.Path).Distinct(StringComparer.Ordinal))
        {
            var (old, changed) = (before.Find(path), after.Find(path));
            if (old is null || changed is null || !SettingTable.ByPath.ContainsKey(changed.Key.Path))
            {
                if (old?.Text != changed?.Text)
                {
                    needRestart.Add((old, changed));
                }
            }
            else if (NumberOf(old) != NumberOf(changed))
            {
                values.Add(changed);
            }
        }

        return new LiveChange(values, needRestart);
    }

    /// <summary>The events that make the change. All parts go to the core one after the other.</summary>
    public SettingChangeBody[] Parts(int changeId) =>
    [
        .. Values.Select((value, index) => new SettingChangeBody
        {
            ChangeId = changeId,
            Index = (ushort)index,
            Count = (ushort)Values.Count,
            Key = SettingTable.ByPath[value.Key.Path].Key,
            Underlying = (short)ConfigPath.FirstIndex(value.Path),
            Value = NumberOf(value),
        }),
    ];

    private static double NumberOf(ConfigValue value) => value.Text switch
    {
        "true" => 1,
        "false" => 0,
        _ when value.Key.Kind == ConfigKind.Choice => value.Key.Choices.ToList().IndexOf(value.Text),
        _ => double.Parse(value.Text, CultureInfo.InvariantCulture),
    };
}
