using System.CommandLine;

namespace LowLatencyHedger.App.Verbs;

/// <summary>Options that <c>demo</c> and <c>simulate-exchange</c> share.</summary>
internal static class MarketOption
{
    public static Option<string> Market()
    {
        var option = new Option<string>("--market") { Description = "gbm, jumps, or recorded:PATH of a recorded session", DefaultValueFactory = _ => "gbm" };
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<string>();
            if (value is "gbm" or "jumps")
            {
                return;
            }

            const string Recorded = "recorded:";
            if (!value.StartsWith(Recorded, StringComparison.Ordinal))
            {
                result.AddError($"--market is {value}: expected gbm, jumps or recorded:PATH");
            }
            else if (!File.Exists(value[Recorded.Length..]))
            {
                result.AddError($"--market: {value[Recorded.Length..]}: expected a file that exists");
            }
        });
        return option;
    }

    public static Option<int> Whole(string name, int initial, int min, int max, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} ({min} to {max})", DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && (value < min || value > max))
            {
                result.AddError($"{name} is {value}: expected a whole number from {min} to {max}");
            }
        });
        return option;
    }
}
