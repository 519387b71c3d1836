"""Tests that take long, measured: `make check` is for while one works, and one test in 14 took half of its time.

The figure is processor time, of the test and of the programs that it starts; on a quiet core it is about two thirds of what it is on a busy one. A test that is given
another name is given it here too (tests/test_project.py); one that is new and among the slowest at the end of `make check` belongs here, or is made quicker. Tests that
look at all files for what was forgotten (names, translations, figures, access) stay in `make check` however long they take.
"""

from __future__ import annotations

from typing import Final

LONG: Final[dict[str, set[str]]] = {
    "answering/test_confirming.py": {
        "test_two_answers_that_differ_have_two_sums",
    },
    "app/centre/test_achieved.py": {
        "test_the_screen_and_the_report_say_what_support_achieved",
    },
    "app/centre/test_centre.py": {
        "test_accounts_are_made_and_assigned_without_a_command_line",
        "test_close_a_cycle_early_and_publish_it_the_next_day",
        "test_files_for_the_governors_office",
        "test_pictures_of_the_filtered_municipalities",
        "test_preview_and_publish_once",
    },
    "app/centre/test_finder.py": {
        "test_find_partners_and_save_the_conditions",
        "test_who_could_share_is_named_with_the_post_to_write_to",
    },
    "app/centre/test_lists.py": {
        "test_the_centre_narrows_a_list_and_each_line_leads_to_its_own",
    },
    "app/centre/test_overview.py": {
        "test_a_click_on_a_columns_name_sorts_by_it",
    },
    "app/centre/test_second_factor.py": {
        "test_a_list_of_codes_is_made_saved_and_taken_back",
        "test_the_demo_says_that_it_has_none",
    },
    "app/centre/test_spread.py": {
        "test_the_centres_screens_have_pictures_of_what_they_show",
        "test_the_prefecture_over_the_cycles_on_one_line_each",
    },
    "app/centre/test_two_pages.py": {
        "test_a_page_is_shown_and_no_paper_made_where_the_accounts_cannot_be_read",
        "test_two_municipalities_stand_side_by_side",
    },
    "app/centre/test_week.py": {
        "test_each_line_of_the_week_leads_there",
    },
    "app/screens/test_days.py": {
        "test_a_visit_to_come_cannot_be_shared",
    },
    "app/screens/test_esc.py": {
        "test_esc_decides_nothing_and_what_was_typed_is_there_again",
    },
    "app/screens/test_making_dialog.py": {
        "test_a_file_that_is_there_is_replaced_only_on_purpose",
        "test_a_place_that_cannot_be_written_is_said_and_the_window_stays",
        "test_o_on_the_progress_screen_saves_the_picture",
        "test_the_result_has_two_forms_and_the_comparison_one",
        "test_the_saved_picture_is_opened_where_there_is_a_screen",
    },
    "app/screens/test_moved.py": {
        "test_specialists_see_it_in_their_history",
    },
    "app/screens/test_questionnaires.py": {
        "test_another_one_is_chosen_at_home_and_answered",
    },
    "app/screens/test_saving_dialogs.py": {
        "test_a_waiting_observation_never_lands_at_another_municipality",
        "test_a_wrong_field_is_told_beside_it",
        "test_an_agreement_stays_in_its_form",
    },
    "app/specialist/test_case_home.py": {
        "test_a_visit_goes_on_from_the_last_one",
    },
    "app/specialist/test_few_keys.py": {
        "test_a_visit_and_the_next_one_take_few_keys",
    },
    "app/specialist/test_sharing.py": {
        "test_the_municipality_reads_nothing_that_is_still_being_typed",
    },
    "app/specialist/test_specialist.py": {
        "test_a_return_comes_first_and_marks_its_items",
        "test_from_the_list_to_a_printed_brief",
        "test_no_screen_and_no_file_of_the_staff_shows_an_internal_word",
        "test_prepare_visit_and_after",
        "test_two_specialists_at_one_review_lose_nothing",
        "test_what_is_typed_during_a_visit_is_there_after_a_kill",
    },
    "app/specialist/test_wishes.py": {
        "test_a_wish_is_answered_and_closed_by_keys",
    },
    "app/staff/test_answering.py": {
        "test_all_42_items_can_be_answered_with_digits_alone",
        "test_every_descriptor_is_shown_in_full",
        "test_the_posts_over_the_boxes_are_decided_on_the_result",
        "test_undo_takes_back_step_by_step",
        "test_what_is_not_a_level_stands_in_the_same_place_at_every_item",
    },
    "app/staff/test_asking.py": {
        "test_a_dimension_is_sent_answered_and_taken_over_by_keyboard",
        "test_a_section_writes_in_excel_and_takes_its_sheet_in_itself",
        "test_what_differs_is_decided_by_the_person_and_by_mouse_too",
    },
    "app/staff/test_averages.py": {
        "test_progress_marks_the_average_beside_the_own_bar",
    },
    "app/staff/test_exchange.py": {
        "test_a_municipalitys_file_is_taken_in_by_the_centre",
    },
    "app/staff/test_few_clicks.py": {
        "test_42_unchanged_items_are_submitted_with_few_clicks",
        "test_whoever_confirms_sees_all_answers_and_needs_three_clicks",
    },
    "app/staff/test_new_version.py": {
        "test_a_review_of_the_draft_of_before_submits_nothing_else",
    },
    "app/staff/test_sheet.py": {
        "test_a_file_that_is_no_sheet_is_said_to_be_none",
        "test_a_sheet_is_read_taken_in_and_taken_back",
    },
    "app/staff/test_stories.py": {
        "test_a_chosen_step_is_ticked_off_at_home",
        "test_a_correction_in_which_nothing_was_changed_makes_no_second_result",
        "test_a_correction_supersedes_and_keeps_the_old_one",
        "test_from_the_first_question_to_a_result_with_first_steps",
        "test_the_demo_says_so_on_every_screen",
    },
    "app/test_artist.py": {
        "test_a_terminal_that_shows_pictures_has_them_in_its_screens",
        "test_another_line_enlarged_or_in_other_colours_is_another_picture",
        "test_the_lines_around_the_cursor_are_drawn_while_nobody_presses_a_key",
        "test_what_is_opened_next_was_drawn_while_nobody_pressed_a_key",
    },
    "app/test_base_app.py": {
        "test_an_app_that_was_closed_makes_room_for_the_next",
    },
    "app/test_database_faults.py": {
        "test_a_database_that_stops_keeps_nobody_from_answering",
    },
    "app/test_hearing.py": {
        "test_each_kind_of_place_says_what_it_is",
    },
    "app/test_hostile_texts.py": {
        "test_papers_print_it",
    },
    "app/test_mouse.py": {
        "test_no_button_of_a_specialist_is_cut_at_80_columns",
        "test_no_button_of_the_staff_is_cut_at_80_columns",
    },
    "app/test_pictures.py": {
        "test_the_questionnaire_in_english_looks_as_it_did",
    },
    "app/widgets/test_bars.py": {
        "test_own_and_average_are_on_one_scale",
    },
    "app/widgets/test_text_fields.py": {
        "test_what_is_said_about_a_fault_goes_with_it",
        "test_wide_keys_work_in_windows_as_well",
    },
    "app/widgets/test_toasts.py": {
        "test_a_message_that_follows_onto_another_screen_covers_no_button_there",
    },
    "benchmark/test_benchmark.py": {
        "test_no_sequence_of_publications_breaks_the_rule",
    },
    "casework/test_casework.py": {
        "test_no_entry_of_another_sitting_is_ever_removed",
    },
    "charts/test_charts.py": {
        "test_neither_pyplot_nor_the_machines_fonts_are_touched",
        "test_pictures_drawn_at_once_are_the_pictures_drawn_one_by_one",
    },
    "charts/test_labels.py": {
        "test_pages_are_pages_in_a_pdf_and_stand_below_each_other_in_a_picture",
        "test_what_does_not_fit_on_one_page_goes_on_further_ones",
    },
    "cli/test_cancelling.py": {
        "test_ctrl_c_on_a_terminal_ends_with_a_sentence",
    },
    "cli/test_centre_commands.py": {
        "test_pictures_of_one_dimension_and_of_one_item",
        "test_the_heatmap_holds_the_figures_of_compare",
        "test_the_published_report_lets_out_nothing_but_averages",
    },
    "cli/test_commands.py": {
        "test_the_demo_is_made_and_never_over_real_data",
        "test_the_demo_is_made_where_the_data_option_says",
    },
    "cli/test_serve_command.py": {
        "test_a_server_collects_its_garbage",
        "test_an_address_of_another_machine_is_named",
        "test_an_address_without_encryption_is_warned_of",
    },
    "demo/test_demo.py": {
        "test_making_it_afresh_removes_only_what_was_made",
        "test_the_same_day_gives_the_same_prefecture",
    },
    "formats/test_foreign_tables.py": {
        "test_a_part_that_unpacks_to_more_than_anybody_writes_is_refused_on_the_way",
        "test_more_cells_than_anybody_fills_in_are_refused",
        "test_more_elements_than_any_table_has_are_refused",
    },
    "formats/test_questionnaire_workbooks.py": {
        "test_a_sheet_of_thousands_of_rows_is_told_at_once",
        "test_nothing_is_lost_whatever_is_in_it",
        "test_whatever_stands_in_a_cell_it_is_taken_or_told",
    },
    "model/test_text.py": {
        "test_what_is_kept_does_not_depend_on_the_python",
    },
    "plain/test_terminal.py": {
        "test_a_pipe_answers_and_its_end_is_no_error",
        "test_two_people_answer_at_once_and_both_are_kept",
    },
    "reports/test_disclosure.py": {
        "test_nothing_that_is_hidden_is_in_any_public_file",
        "test_with_the_rule_turned_off_every_file_gives_it_away",
    },
    "reports/test_exports.py": {
        "test_published_averages_are_numbers_in_the_workbook",
        "test_the_files_hold_what_they_held",
    },
    "reports/test_papers.py": {
        "test_a_pack_names_posts_and_the_coming_year",
        "test_papers_are_there_in_english",
        "test_the_first_page_of_a_brief_says_it_all",
        "test_the_first_page_stays_one_page_at_the_longest",
        "test_the_municipalitys_pack_has_everything_shared_and_nothing_internal",
    },
    "reports/test_prefecture_and_public.py": {
        "test_both_reports_are_there_in_english",
        "test_nothing_is_drawn_for_a_form_that_shows_no_pictures",
        "test_the_centres_report_has_every_part_with_its_picture",
        "test_the_public_report_has_a_picture_of_what_was_published",
    },
    "reports/test_result_sheet.py": {
        "test_every_format_says_the_same",
        "test_the_first_page_stays_one_page_at_the_longest",
    },
    "reports/test_what_pictures_explain.py": {
        "test_an_enlarged_picture_of_all_says_so",
        "test_gaps_are_explained_where_there_are_gaps",
    },
    "store/test_backup.py": {
        "test_copies_made_while_somebody_submits_lose_no_answer",
    },
    "store/test_damage.py": {
        "test_damaged_copies_are_told_before_they_are_needed",
    },
    "store/test_database.py": {
        "test_several_at_once_lose_nothing",
    },
    "store/test_full_cycle.py": {
        "test_the_last_one_is_taken_and_one_more_is_refused_kindly",
    },
    "store/test_redaction.py": {
        "test_killed_at_any_moment_every_file_is_whole_and_doing_it_again_finishes",
    },
    "store/test_turn.py": {
        "test_nobody_in_a_crowd_is_refused",
    },
    "test_wheel.py": {
        "test_it_works_from_a_folder_with_a_japanese_name_and_spaces",
        "test_the_wheel_and_the_program_say_the_same_version",
        "test_the_wheel_carries_everything_it_needs",
    },
    "web/test_draining.py": {
        "test_a_server_that_was_told_to_end_does_though_its_data_never_answers",
    },
    "web/test_failures.py": {
        "test_an_app_that_cannot_write_the_log_says_so",
        "test_beyond_the_bound_memory_is_refused",
    },
    "web/test_keys.py": {
        "test_ten_thousand_mixtures_of_pieces_leave_a_parser_that_works",
    },
    "web/test_questionnaires.py": {
        "test_one_that_is_not_there_ends_the_session_with_a_sentence_for_the_log",
    },
}
"""By file: 0.6 seconds or more for each case, on a busy core."""
MANY: Final[dict[str, set[str]]] = {
    "app/centre/test_saving.py": {
        "test_a_window_stays_until_it_is_saved",
    },
    "app/screens/test_days.py": {
        "test_a_planned_visit_is_moved_to_the_nearest_day",
    },
    "app/test_quick_start.py": {
        "test_the_first_screen_imports_nothing_that_it_does_not_show",
    },
    "charts/test_geometry.py": {
        "test_no_label_of_a_picture_lies_on_anything",
    },
    "charts/test_swarm.py": {
        "test_every_municipality_of_a_spread_is_seen",
    },
    "charts/test_whole.py": {
        "test_every_figure_of_all_municipalities_stands_in_its_picture",
        "test_every_figure_over_the_cycles_stands_in_its_picture",
    },
    "cli/test_cancelling.py": {
        "test_a_command_that_is_told_to_end_leaves_nothing_half_written",
    },
    "cli/test_centre_commands.py": {
        "test_a_file_is_replaced_only_on_purpose",
        "test_pictures_of_all_municipalities",
        "test_pictures_of_every_measure",
    },
    "cli/test_instruments.py": {
        "test_whatever_is_printed_says_which_one_it_is_of",
    },
    "demo/test_demo.py": {
        "test_it_can_be_made_on_any_day",
    },
    "reports/test_other_scales.py": {
        "test_every_paper_speaks_of_its_range",
        "test_every_picture_has_the_range_as_its_axis",
    },
    "store/test_hostile_copies.py": {
        "test_a_hostile_archive_is_refused_and_nothing_is_written",
    },
    "web/test_warm.py": {
        "test_a_session_imports_nothing_of_its_own_up_to_its_first_screen",
    },
}
"""By file: 2 seconds or more for all cases together. The first one stays in `make check`."""
