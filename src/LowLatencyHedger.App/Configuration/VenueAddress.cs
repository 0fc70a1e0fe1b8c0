namespace LowLatencyHedger.App.Configuration;

/// <summary>Whether the address of the venue is one, and of the declared environment: a key for one must never reach the other.</summary>
internal static class VenueAddress
{
    private const string Venue = "deribit.com";
    private const string TestVenue = "test.deribit.com";

    /// <summary>What was expected instead; null when it is as it should be. The address itself is not repeated: it may hold a password.</summary>
    public static string? ProblemOf(ConfigValues values)
    {
        var environment = values.Text("venue.environment");
        if (values.Find("venue.url") is not { } given)
        {
            return environment == "simulator" ? "the address of the simulator" : null;
        }

        if (!Uri.TryCreate(given.Text, UriKind.Absolute, out var uri) || uri.Scheme is not ("ws" or "wss") || uri.Host.Length == 0)
        {
            return "an address that begins with ws:// or wss://";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "an address without a user name or password";
        }

        var isVenue = uri.Host.Equals(Venue, StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith("." + Venue, StringComparison.OrdinalIgnoreCase);
        var isTest = uri.Host.Equals(TestVenue, StringComparison.OrdinalIgnoreCase);
        return environment switch
        {
            "simulator" => isVenue ? "a simulator's address, not the venue's, in an environment of simulator" : null,
            "testnet" => isTest && uri.Scheme == "wss" ? null : $"wss://{TestVenue}/... in an environment of testnet",
            _ => isVenue && !isTest && uri.Scheme == "wss" ? null : $"wss:// and a host of {Venue} that is not the test system, in an environment of live",
        };
    }
}
