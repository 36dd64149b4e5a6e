using System;
using System.Globalization;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Makes the error of what a user gave and a cmdlet cannot take.
/// </summary>
internal static class InvalidInput
{
    /// <summary>Returns the error.</summary>
    /// <param name="advice">What to do.</param>
    /// <param name="message">What is wrong; a format where there are arguments.</param>
    /// <param name="arguments">The values that the message shows. An exception among them is shown as its message, and becomes the inner exception.</param>
    public static PartnerCenterException Create(string advice, string message, params object?[] arguments)
    {
        Exception? cause = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is Exception exception)
            {
                (cause, arguments[i]) = (exception, exception.Message);
            }
        }

        var text = arguments.Length == 0 ? message : string.Format(CultureInfo.CurrentCulture, message, arguments);
        return new PartnerCenterException(PartnerErrorCode.InvalidRequest, text, advice, cause);
    }
}
