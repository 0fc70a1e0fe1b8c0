namespace LowLatencyHedger.App.Verbs;

/// <summary>The program's exit codes: a contract for scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int Connection = 4;
    public const int Risk = 5;
    public const int VerificationFailed = 6;
    public const int Interrupted = 130;
}
