using System.Runtime;

namespace LowLatencyHedger.App.Running;

/// <summary>Whether the runtime took the settings of <c>runtimesettings.json</c>; an environment variable may have overruled them.</summary>
internal static class RuntimeSettings
{
    /// <summary>One line for each setting that is not in effect.</summary>
    public static IEnumerable<string> Problems()
    {
        var inEffect = GC.GetConfigurationVariables();
        if (GCSettings.IsServerGC)
        {
            yield return "the server collector is in effect, expected the workstation one";
        }

        foreach (var (name, expected) in new[] { ("ConcurrentGC", "True"), ("RetainVM", "True") })
        {
            if (!inEffect.TryGetValue(name, out var value) || !string.Equals(value.ToString(), expected, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"runtime setting {name} is {value ?? "unset"}, expected {expected} as in runtimesettings.json";
            }
        }
    }
}
