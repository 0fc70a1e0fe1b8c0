namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The error codes of the venue that a session acts on.</summary>
internal static class VenueErrors
{
    public const int AuthorizationRequired = 10000;
    public const int OrderNotFound = 10004;
    public const int TooManyRequests = 10028;
    public const int InvalidCredentials = 13004;
    public const int Unauthorized = 13009;
    public const int Forbidden = 13021;
    public const int ScopeExceeded = 13403;

    /// <summary>Logging in again with the same key would end the same way.</summary>
    public static bool IsLoginRefusal(int code) => code is InvalidCredentials or Forbidden or ScopeExceeded;
}
